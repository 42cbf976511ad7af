package dev.keelson.raftstore.tls;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

/**
 * Why a connection was not made, for whoever reads the log: what went wrong, and what to do.
 *
 * @param error one line
 * @param remedy one line
 */
record Refusal(String error, String remedy) {
  static Refusal of(Throwable cause, TlsConfig config) {
    String files = config.trustedCa().map(Object::toString).orElse("the JDK's list of CAs");
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage());
      switch (each) {
        case TlsFiles.NotAllowed _ -> {
          return new Refusal(message, "use a certificate with an allowed name, or allow its name");
        }
        case TlsFiles.Revoked _ -> {
          return new Refusal(message, "issue a new certificate to the other side");
        }
        case SourceAddress.WrongAddress _ -> {
          return new Refusal(
              message,
              "issue the other side a certificate for the address it connects from, or give"
                  + " --peer-skip-client-san-verification");
        }
        case CertificateExpiredException _ -> {
          return new Refusal(
              "the certificate of the other side has expired (" + message + ")",
              "renew it over there; this member needs no restart");
        }
        case CertificateNotYetValidException _ -> {
          return new Refusal(
              "the certificate of the other side is not valid yet (" + message + ")",
              "compare the clocks of both machines, or wait");
        }
        case CertPathBuilderException _ -> {
          return new Refusal(
              "the certificate of the other side is not signed by a CA in " + files,
              "issue it one by that CA, or put its CA into "
                  + config.purpose().flag("trusted-ca-file"));
        }
        default -> {}
      }
    }
    return byMessage(root(cause), config, files);
  }

  private static Refusal byMessage(Throwable root, TlsConfig config, String ca) {
    String message = String.valueOf(root.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("empty client certificate chain")
        || lower.contains("empty peer certificate chain")) {
      return new Refusal(
          "the other side showed no certificate", "give it a certificate signed by a CA in " + ca);
    }
    if (lower.contains("not an ssl/tls record") || lower.contains("unsupported or unrecognized")) {
      return new Refusal(
          "the other side does not speak TLS on this port", "have it use a https:// endpoint");
    }
    if (lower.contains("alert")) {
      return new Refusal(
          "the other side refused: " + message,
          "it has to trust what "
              + config.purpose().flag("cert-file")
              + " "
              + config.server().certificate()
              + " holds, which must be valid now and name the host that is dialled");
    }
    if (root instanceof CertificateException || root instanceof CertPathValidatorException) {
      return new Refusal(message, "issue the other side a certificate that fits");
    }
    if (root instanceof IOException) {
      return new Refusal(
          message.isEmpty() || message.equals("null") ? root.getClass().getSimpleName() : message,
          "look at the other side's log");
    }
    return new Refusal(root.toString(), "look at the other side's log");
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    for (int depth = 0; root.getCause() != null && depth < 16; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
