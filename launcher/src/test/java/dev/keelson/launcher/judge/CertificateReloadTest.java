package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A serving certificate and a client CA that are replaced while the API server runs. */
@Tag("judge")
@Timeout(300)
class CertificateReloadTest {
  @TempDir Path directory;
  private int port;

  private Path put(Path from, String name) throws IOException {
    Path file = directory.resolve(name);
    Path beside = directory.resolve(name + ".new");
    Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
    return Files.move(
        beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What curl says: the body, or the error's text. */
  private String curl(Path ca, OpenSslCa.Issued as) {
    try {
      Process process =
          new ProcessBuilder(
                  "curl",
                  "-sS",
                  "--max-time",
                  "20",
                  "--cacert",
                  ca.toString(),
                  "--cert",
                  as.certificate().toString(),
                  "--key",
                  as.key().toString(),
                  "-H",
                  "content-type: application/json",
                  "-d",
                  "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}",
                  "https://127.0.0.1:" + port + "/apis/authentication.k8s.io/v1/selfsubjectreviews")
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      process.waitFor(60, TimeUnit.SECONDS);
      return said;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(100);
    }
  }

  @Test
  void bothAreTakenWithoutAStart() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "skipped: no curl");
    OpenSslCa oldServing = OpenSslCa.in(directory, "old-serving");
    OpenSslCa newServing = OpenSslCa.in(directory, "new-serving");
    OpenSslCa oldClients = OpenSslCa.in(directory, "old-clients");
    OpenSslCa newClients = OpenSslCa.in(directory, "new-clients");
    OpenSslCa.Issued first = oldServing.issue("server", "IP:127.0.0.1");
    OpenSslCa.Issued ann = oldClients.issue("ann", "");
    OpenSslCa.Issued bob = newClients.issue("bob", "");
    Path certificate = put(first.certificate(), "serving.crt");
    Path key = put(first.key(), "serving.key");
    Path clients = put(oldClients.certificate(), "clients.crt");
    port = Ports.free();
    try (OurProcess server =
        OurProcess.exec(
                directory,
                "apiserver",
                "--in-memory",
                "--data-dir=" + directory.resolve("data"),
                "--bind-address=127.0.0.1",
                "--https-port=" + port,
                "--tls-cert-file=" + certificate,
                "--tls-private-key-file=" + key,
                "--client-ca-file=" + clients)
            .awaiting("serving on https://")) {
      assertThat(curl(oldServing.certificate(), ann)).contains("\"ann\"");
      assertThat(curl(newServing.certificate(), ann)).doesNotContain("\"ann\"");
      assertThat(curl(oldServing.certificate(), bob)).doesNotContain("\"bob\"");

      put(newClients.certificate(), "clients.crt");
      until("bob is known", () -> curl(oldServing.certificate(), bob).contains("\"bob\""));
      assertThat(curl(oldServing.certificate(), ann)).doesNotContain("\"ann\"");

      // A certificate without its key changes nothing; both together do.
      OpenSslCa.Issued second = newServing.issue("server", "IP:127.0.0.1");
      put(second.certificate(), "serving.crt");
      until("it says so", () -> server.log().contains("cannot be used"));
      assertThat(curl(oldServing.certificate(), bob)).contains("\"bob\"");
      put(second.key(), "serving.key");
      until("the new one is served", () -> curl(newServing.certificate(), bob).contains("\"bob\""));
      assertThat(curl(oldServing.certificate(), bob)).doesNotContain("\"bob\"");
      assertThat(server.isAlive()).isTrue();
    }
  }
}
