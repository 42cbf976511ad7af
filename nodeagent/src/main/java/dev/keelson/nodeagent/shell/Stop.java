package dev.keelson.nodeagent.shell;

/** Unwinds a run. Carries no stack: it is no fault. */
abstract sealed class Stop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private Stop() {
    super("", null, false, false);
  }

  static final class Exit extends Stop {
    private static final long serialVersionUID = 1L;
    final int code;

    Exit(int code) {
      this.code = code;
    }
  }

  /** Beyond the limit, or for ever. */
  static final class OnAndOn extends Stop {
    private static final long serialVersionUID = 1L;
  }

  /** {@code break}, {@code continue}. */
  static final class Leave extends Stop {
    private static final long serialVersionUID = 1L;
    final boolean isBreak;

    Leave(boolean isBreak) {
      this.isBreak = isBreak;
    }
  }
}
