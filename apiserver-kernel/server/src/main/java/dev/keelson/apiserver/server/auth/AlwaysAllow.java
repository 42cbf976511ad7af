package dev.keelson.apiserver.server.auth;

/** {@code --authorization-mode=AlwaysAllow}: for trying things out. */
public enum AlwaysAllow implements Authorizer {
  INSTANCE;

  private static final Decision ALLOWED = new Decision(Verdict.ALLOW, "");

  @Override
  public Decision decide(Attributes attributes) {
    return ALLOWED;
  }
}
