"""Default mappings from a provider's attributes to a user's, one a line: ``theirs = ours``."""

from deploy_cli.emulator.values import Object

SCIM = """
userName = preferred_username
emails[primary eq true].value = email
externalId = app_metadata.external_id
active = blocked
displayName = name
name.givenName = given_name
name.familyName = family_name
name.middleName = app_metadata.middle_name
name.honorificPrefix = app_metadata.honorific_prefix
name.honorificSuffix = app_metadata.honorific_suffix
nickName = nickname
photos[type eq "photo"].value = picture
phoneNumbers[primary eq true].value = app_metadata.primary_phone_number
phoneNumbers[type eq "mobile"].value = app_metadata.mobile_phone_number
addresses[type eq "work"].streetAddress = app_metadata.street_address
addresses[type eq "work"].locality = app_metadata.city
addresses[type eq "work"].region = app_metadata.state
addresses[type eq "work"].postalCode = app_metadata.postal_code
addresses[type eq "work"].formatted = app_metadata.postal_address
addresses[type eq "work"].country = app_metadata.country
profileUrl = app_metadata.profile_url
userType = app_metadata.user_type
title = app_metadata.title
preferredLanguage = app_metadata.language
locale = app_metadata.locale
timezone = app_metadata.timezone
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.employeeNumber = app_metadata.employee_id
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.costCenter = app_metadata.cost_center
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.organization = app_metadata.organization
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.division = app_metadata.division
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.department = app_metadata.department
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager = app_metadata.manager
"""

WAAD = """
userName = upn
emails[type eq "work"].value = email
externalId = app_metadata.external_id
active = blocked
displayName = name
name.givenName = given_name
name.familyName = family_name
nickName = nickname
photos[type eq "photo"].value = picture
phoneNumbers[type eq "work"].value = app_metadata.work_phone_number
phoneNumbers[type eq "mobile"].value = app_metadata.mobile_phone_number
phoneNumbers[type eq "fax"].value = app_metadata.fax_number
addresses[type eq "work"].streetAddress = app_metadata.street_address
addresses[type eq "work"].locality = app_metadata.city
addresses[type eq "work"].region = app_metadata.state
addresses[type eq "work"].postalCode = app_metadata.postal_code
addresses[type eq "work"].formatted = app_metadata.postal_address
addresses[type eq "work"].country = app_metadata.country
profileUrl = app_metadata.profile_url
userType = app_metadata.user_type
title = app_metadata.title
preferredLanguage = app_metadata.language
locale = app_metadata.locale
timezone = app_metadata.timezone
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.employeeNumber = app_metadata.employee_id
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.costCenter = app_metadata.cost_center
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.organization = app_metadata.organization
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.division = app_metadata.division
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.department = app_metadata.department
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager = app_metadata.manager
"""

DIRECTORY = """
id = app_metadata.external_id
primaryEmail = email
primaryEmail = primaryEmail
name.fullName = name
name.givenName = given_name
name.familyName = family_name
isAdmin = isAdmin
isAdmin = is_admin
isDelegatedAdmin = isDelegatedAdmin
agreedToTerms = agreedToTerms
agreedToTerms = tou_accepted
suspended = suspended
suspended = is_suspended
suspended = blocked
suspensionReason = suspensionReason
archived = archived
ipWhitelisted = ipWhitelisted
ipWhitelisted = is_ipWhitelisted
kind = kind
etag = etag
customerId = customerId
orgUnitPath = orgUnitPath
emails = emails
phones = phones
externalIds = externalIds
aliases = aliases
addresses = addresses
organizations = organizations
nonEditableAliases = nonEditableAliases
relations = relations
languages = languages
posixAccounts = posixAccounts
notes = notes
websites = websites
locations = locations
keywords = keywords
gender = gender
ims = ims
creationTime = creationTime
lastLoginTime = lastLoginTime
changePasswordAtNextLogin = changePasswordAtNextLogin
isMailboxSetup = isMailboxSetup
includeInGlobalAddressList = includeInGlobalAddressList
thumbnailPhotoUrl = thumbnailPhotoUrl
thumbnailPhotoEtag = thumbnailPhotoEtag
isEnrolledIn2Sv = isEnrolledIn2Sv
isEnforcedIn2Sv = isEnforcedIn2Sv
recoveryEmail = recoveryEmail
recoveryPhone = recoveryPhone
sshPublicKeys = sshPublicKeys
customSchemas = customSchemas
"""


def scim(strategy: str) -> list[Object]:
    """SCIM attributes; Azure AD has its own list, the other strategies share one."""
    return _pairs(WAAD if strategy == "waad" else SCIM, "scim")


def directory() -> list[Object]:
    """The attributes of a Google Workspace directory."""
    return _pairs(DIRECTORY, "idp")


def _pairs(text: str, theirs: str) -> list[Object]:
    pairs = (line.rpartition(" = ") for line in text.strip().splitlines())
    return [{theirs: name, "auth0": ours} for name, _, ours in pairs]
