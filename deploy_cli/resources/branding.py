"""Branding: the colours, the logo and the page template of the login screens."""

from deploy_cli.core.resource_type import Child, Directory, Singleton, Uploaded

BRANDING = Singleton(
    section="branding",
    title="branding",
    scope="branding",
    directory=Directory(files="branding/branding.json", parts={"templates": "branding/templates/*.json"}),
    path="branding",
    texts={"templates[].body": ".html"},
    children=(
        Child(
            field="templates",
            path="branding/templates",
            write=Uploaded(names={"universal_login": "universal-login"}, value_field="body"),
            key=("template",),
        ),
    ),
)
