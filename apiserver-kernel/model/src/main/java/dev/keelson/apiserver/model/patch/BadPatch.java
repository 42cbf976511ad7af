package dev.keelson.apiserver.model.patch;

/** A patch that cannot be applied; the message is upstream's. */
public final class BadPatch extends RuntimeException {
  /** How many levels a patch may go down. No object that anybody wrote has a tenth of it. */
  public static final int DEEPEST = 1_000;

  /** How kube-apiserver answers. */
  public enum Kind {
    /** The patch is no such patch. */
    BAD_REQUEST(400),
    /** More than the bounds allow. */
    TOO_LARGE(413),
    /** It is one, and does not fit the object. */
    UNPROCESSABLE(422),
    /** Upstream has no status for it, and answers as for its own faults, without a reason. */
    UNEXPECTED(500);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** HTTP's. */
    public int code() {
      return code;
    }
  }

  private final Kind kind;

  BadPatch(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  static BadPatch badRequest(String message) {
    return new BadPatch(Kind.BAD_REQUEST, message);
  }

  static BadPatch unprocessable(String message) {
    return new BadPatch(Kind.UNPROCESSABLE, message);
  }

  static BadPatch unexpected(String message) {
    return new BadPatch(Kind.UNEXPECTED, message);
  }

  static void checkDepth(int depth) {
    if (depth > DEEPEST) {
      throw badRequest("exceeded max depth");
    }
  }

  public Kind kind() {
    return kind;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
