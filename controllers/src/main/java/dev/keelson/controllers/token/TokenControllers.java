package dev.keelson.controllers.token;

import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code serviceaccount-token-controller} and {@code
 * legacy-serviceaccount-token-cleaner-controller}.
 */
public final class TokenControllers {
  private static final String NAME = "serviceaccount-token-controller";

  /**
   * Signs with the key of the flag {@code service-account-private-key-file}, and writes the
   * certificates of {@code root-ca-file}; without a key it does nothing, as upstream's.
   */
  public static final ControllerKind TOKEN =
      ControllerKind.of(NAME, TokenControllers::startFromFlags);

  /** Deletes generated tokens that nobody has used for a year. */
  public static final ControllerKind LEGACY_TOKEN_CLEANER =
      ControllerKind.of(
          "legacy-serviceaccount-token-cleaner-controller", LegacyTokenCleaner::start);

  private TokenControllers() {}

  /**
   * Instead of {@link #TOKEN}, where the process holds the key.
   *
   * @param ca PEM, written into each Secret; "": none is
   */
  public static ControllerKind signedBy(TokenSigner signer, String ca) {
    return ControllerKind.of(NAME, context -> TokenController.start(context, signer, ca));
  }

  private static Controller startFromFlags(ControllerContext context) {
    String key = context.options().text("service-account-private-key-file", "");
    if (key.isEmpty()) {
      return new Without();
    }
    String ca = context.options().text("root-ca-file", "");
    return TokenController.start(context, PemSigner.of(read(key)), ca.isEmpty() ? "" : read(ca));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Disabled for want of a key. */
  private static final class Without implements Controller {
    @Override
    public String trouble() {
      return "no service-account-private-key-file is given: token Secrets are not filled";
    }

    @Override
    public void close() {
      // Nothing runs.
    }
  }
}
