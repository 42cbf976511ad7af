package dev.keelson.launcher.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A certificate authority of openssl's, so that what is read in tests was written by another than
 * us. Skips the calling test where there is no openssl. The same class stands in the tests of
 * raft-store.
 */
final class OpenSslCa {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path directory;

  /** {@code key} is PKCS#8 and belongs to the first certificate. */
  record Issued(Path certificate, Path key) {}

  private OpenSslCa(Path directory) {
    this.directory = directory;
  }

  /** A new authority of that name, its files in a new directory inside {@code parent}. */
  static OpenSslCa in(Path parent, String name) {
    OpenSslCa ca = new OpenSslCa(parent.resolve(name));
    try {
      Files.createDirectories(ca.directory.resolve("issued"));
      Files.writeString(ca.directory.resolve("index.txt"), "");
      Files.writeString(ca.directory.resolve("serial"), "1000\n");
      Files.writeString(ca.directory.resolve("crlnumber"), "01\n");
      Files.writeString(
          ca.directory.resolve("ca.cnf"),
          """
          [ca]
          default_ca = this
          [this]
          database = %1$s/index.txt
          serial = %1$s/serial
          crlnumber = %1$s/crlnumber
          new_certs_dir = %1$s/issued
          certificate = %1$s/ca.crt
          private_key = %1$s/ca.key
          default_md = sha256
          default_days = 30
          default_crl_days = 30
          policy = any
          unique_subject = no
          copy_extensions = copy
          [any]
          commonName = supplied
          organizationName = optional
          [req]
          distinguished_name = dn
          [dn]
          """
              .formatted(ca.directory));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    ca.openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "30",
        "-subj",
        "/CN=" + name,
        "-keyout",
        ca.file("ca.key"),
        "-out",
        ca.file("ca.crt"));
    return ca;
  }

  Path certificate() {
    return directory.resolve("ca.crt");
  }

  /**
   * Valid now, for both sides of a connection; {@code names}: "IP:127.0.0.1,DNS:localhost", or "".
   */
  Issued issue(String name, String names) {
    Instant now = Instant.now();
    return issue(name, names, now.minusSeconds(3_600), now.plusSeconds(30 * 86_400));
  }

  Issued issue(String name, String names, Instant from, Instant to) {
    String base = name + "-" + System.nanoTime();
    Issued issued = new Issued(directory.resolve(base + ".crt"), directory.resolve(base + ".key"));
    List<String> request =
        new ArrayList<>(
            List.of(
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/O=keelson/CN=" + name,
                "-keyout",
                issued.key().toString(),
                "-out",
                file(base + ".csr"),
                "-addext",
                "extendedKeyUsage=serverAuth,clientAuth"));
    if (!names.isEmpty()) {
      request.addAll(List.of("-addext", "subjectAltName=" + names));
    }
    openssl(request.toArray(String[]::new));
    openssl(
        "ca",
        "-batch",
        "-notext",
        "-config",
        file("ca.cnf"),
        "-startdate",
        TIME.format(from),
        "-enddate",
        TIME.format(to),
        "-in",
        file(base + ".csr"),
        "-out",
        issued.certificate().toString());
    return issued;
  }

  /** The list of all that were revoked so far, and this one, in PEM. */
  Path revoke(Issued... issued) {
    for (Issued each : issued) {
      openssl("ca", "-config", file("ca.cnf"), "-revoke", each.certificate().toString());
    }
    Path list = directory.resolve("crl-" + System.nanoTime() + ".pem");
    openssl("ca", "-config", file("ca.cnf"), "-gencrl", "-out", list.toString());
    return list;
  }

  /** Runs openssl in this authority's directory. */
  void openssl(String... words) {
    run(directory, words);
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  static void run(Path directory, String... words) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + said);
      }
    } catch (IOException e) {
      Assumptions.abort("skipped: no openssl to make certificates with; install openssl");
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
