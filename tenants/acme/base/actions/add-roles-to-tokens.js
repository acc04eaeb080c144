/**
 * Tells the shop which roles somebody has, so that it can show the right pages.
 * Whether they may do something is decided by the API, from the permissions in the access token.
 */
const CLAIM = 'https://acme.example/roles';

exports.onExecutePostLogin = async (event, api) => {
  const roles = event.authorization?.roles ?? [];
  api.idToken.setCustomClaim(CLAIM, roles);
  api.accessToken.setCustomClaim(CLAIM, roles);
};
