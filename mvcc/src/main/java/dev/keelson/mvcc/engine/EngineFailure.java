package dev.keelson.mvcc.engine;

/** The disk failed, or what it holds is damaged. Not an outcome: the store that meets it stops. */
public final class EngineFailure extends RuntimeException {
  public EngineFailure(String message, Throwable cause) {
    super(message, cause);
  }

  public EngineFailure(String message) {
    super(message);
  }
}
