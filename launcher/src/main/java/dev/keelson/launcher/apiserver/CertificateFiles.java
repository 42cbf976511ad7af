package dev.keelson.launcher.apiserver;

import dev.keelson.apiserver.server.pki.Pem;
import dev.keelson.apiserver.server.pki.PkiFault;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that the flags name, read again when their files change: whoever renews them
 * need not stop the server. What cannot be read changes nothing, and is looked at again.
 */
final class CertificateFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
  private static final long LOOKED_AT_SECONDS = 2;

  /**
   * @param clientCas all of them, our own first
   */
  record Certificates(TlsIdentity serving, List<X509Certificate> clientCas) {}

  private final ApiserverFlags flags;
  private final TlsIdentity ownServing;
  private final X509Certificate ownCa;
  private byte[] seen;
  private volatile boolean isClosed;

  CertificateFiles(ApiserverFlags flags, TlsIdentity ownServing, X509Certificate ownCa) {
    this.flags = flags;
    this.ownServing = ownServing;
    this.ownCa = ownCa;
    this.seen = content();
  }

  /**
   * @throws PkiFault a file cannot be read, or is not what it should be
   */
  Certificates read() {
    List<X509Certificate> clientCas = new ArrayList<>();
    clientCas.add(ownCa);
    flags.clientCa().ifPresent(file -> clientCas.addAll(Pem.certificates(file)));
    TlsIdentity serving =
        flags
            .certificate()
            .map(file -> TlsIdentity.load(file, flags.privateKey().orElseThrow()))
            .orElse(ownServing);
    return new Certificates(serving, List.copyOf(clientCas));
  }

  /** Tells {@code changed} of each change, on a thread of its own. */
  void watch(Consumer<Certificates> changed) {
    if (flags.certificate().isEmpty() && flags.clientCa().isEmpty()) {
      return;
    }
    Thread.ofVirtual()
        .name("certificate-files")
        .start(
            () -> {
              while (!isClosed) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(LOOKED_AT_SECONDS));
                look(changed);
              }
            });
  }

  private void look(Consumer<Certificates> changed) {
    byte[] now = content();
    if (Arrays.equals(now, seen) || isClosed) {
      return;
    }
    try {
      changed.accept(read());
      seen = now;
      LOG.info("certificates read again");
    } catch (PkiFault | IllegalArgumentException e) {
      LOG.warn("certificates changed, and cannot be used: {}", e.getMessage());
    }
  }

  /** Of all the files; of one that is missing nothing. */
  private byte[] content() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Optional<Path> file : List.of(flags.certificate(), flags.privateKey(), flags.clientCa())) {
      if (file.isPresent()) {
        try {
          all.writeBytes(Files.readAllBytes(file.get()));
        } catch (IOException e) {
          LOG.debug("{}", e.toString());
        }
      }
    }
    return all.toByteArray();
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
