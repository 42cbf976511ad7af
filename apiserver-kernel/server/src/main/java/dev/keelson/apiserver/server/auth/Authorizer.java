package dev.keelson.apiserver.server.auth;

/** Says whether something may be done. Never blocks. */
public interface Authorizer {
  enum Verdict {
    ALLOW,
    /** Final: nobody else is asked. */
    DENY,
    NO_OPINION
  }

  /** {@code reason} may be "". */
  record Decision(Verdict verdict, String reason) {
    public boolean isAllowed() {
      return verdict == Verdict.ALLOW;
    }
  }

  Decision decide(Attributes attributes);
}
