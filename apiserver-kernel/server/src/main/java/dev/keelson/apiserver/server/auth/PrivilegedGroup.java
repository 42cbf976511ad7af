package dev.keelson.apiserver.server.auth;

/**
 * {@code system:masters} may do anything, whatever roles there are: first in every chain, so that a
 * cluster whose roles are lost can be mended.
 */
public enum PrivilegedGroup implements Authorizer {
  INSTANCE;

  public static final String NAME = "system:masters";

  private static final Decision ALLOWED = new Decision(Verdict.ALLOW, "");
  private static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");

  @Override
  public Decision decide(Attributes attributes) {
    return attributes.caller().isIn(NAME) ? ALLOWED : NO_OPINION;
  }
}
