function login(email, password, callback) {
  callback(new Error('no'));
}
