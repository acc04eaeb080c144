function login() {
  return 2;
}
