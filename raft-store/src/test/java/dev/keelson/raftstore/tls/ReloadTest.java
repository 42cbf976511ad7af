package dev.keelson.raftstore.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keelson.raftstore.tls.OpenSslCa.Issued;
import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import dev.keelson.raftstore.tls.TlsConfig.Purpose;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Files that change while they are in use, and what is said of bad ones. */
class ReloadTest {
  private static final InetSocketAddress SOMEBODY = new InetSocketAddress("192.0.2.1", 1234);

  @TempDir Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private OpenSslCa ca;
  private Path certificate;
  private Path key;

  @BeforeEach
  void files() throws IOException {
    ca = OpenSslCa.in(directory, "ca");
    certificate = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
    install(ca.issue("first", ""));
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void unhook() {
    logger().detachAppender(log);
  }

  @Test
  void a_renewed_pair_is_shown_to_the_next_and_one_under_way_keeps_its_own() throws IOException {
    X509ExtendedKeyManager keys = open(Instant.now()).serverKeys();
    String underWay = keys.chooseEngineServerAlias("RSA", null, null);
    install(ca.issue("second", ""));
    String next = keys.chooseEngineServerAlias("RSA", null, null);
    assertThat(name(keys, next)).isEqualTo("second");
    assertThat(name(keys, underWay)).isEqualTo("first");
    assertThat(keys.getPrivateKey(underWay)).isNotEqualTo(keys.getPrivateKey(next));
    assertThat(keys.chooseEngineServerAlias("EC", null, null)).isNull();
  }

  @Test
  void a_pair_half_in_place_leaves_the_one_before_in_use() throws IOException {
    X509ExtendedKeyManager keys = open(Instant.now()).serverKeys();
    Issued second = ca.issue("second", "");
    replace(second.certificate(), certificate);
    assertThat(name(keys, keys.chooseEngineServerAlias("RSA", null, null))).isEqualTo("first");
    assertThat(said())
        .containsExactly("cannot read a file of TLS anew; what was read before stays in use");
    replace(second.key(), key);
    assertThat(name(keys, keys.chooseEngineServerAlias("RSA", null, null))).isEqualTo("second");
    Files.delete(key);
    assertThat(name(keys, keys.chooseEngineServerAlias("RSA", null, null))).isEqualTo("second");
  }

  @Test
  void a_directory_swapped_by_its_link_is_a_change() throws IOException {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path two = Files.createDirectory(directory.resolve("two"));
    Path link = directory.resolve("current");
    for (Path each : List.of(one, two)) {
      Issued issued = ca.issue(each.getFileName().toString(), "");
      Files.copy(issued.certificate(), each.resolve("tls.crt"));
      Files.copy(issued.key(), each.resolve("tls.key"));
    }
    Files.createSymbolicLink(link, one);
    X509ExtendedKeyManager keys =
        TlsFiles.open(
                TlsConfig.of(
                    Purpose.CLIENTS,
                    new KeyPairFiles(link.resolve("tls.crt"), link.resolve("tls.key"))))
            .serverKeys();
    assertThat(name(keys, keys.chooseEngineServerAlias("RSA", null, null))).isEqualTo("one");
    Path next = Files.createSymbolicLink(directory.resolve("next"), two);
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    assertThat(name(keys, keys.chooseEngineServerAlias("RSA", null, null))).isEqualTo("two");
  }

  @Test
  void a_bad_file_at_the_start_is_a_fault() throws IOException {
    Files.writeString(key, "");
    assertThatThrownBy(() -> open(Instant.now())).isInstanceOf(TlsFault.class);
  }

  @Test
  void an_expired_certificate_is_spoken_of_with_its_file_and_what_to_do() {
    open(Instant.now().plusSeconds(40 * 86_400));
    assertThat(said())
        .containsExactly("the certificate of this member has expired; others refuse it");
    assertThat(log.list.getFirst().getKeyValuePairs().toString())
        .contains(certificate.toString(), "remedy", "--cert-file", "without restart");
  }

  @Test
  void the_same_refusal_is_logged_once_in_ten_seconds_with_the_number_kept_quiet() {
    TlsFiles files = open(Instant.now());
    for (int i = 0; i < 5; i++) {
      files.rejected(SOMEBODY, new SSLHandshakeException("Empty client certificate chain"));
    }
    files.rejected(SOMEBODY, new SSLHandshakeException("Received fatal alert: bad_certificate"));
    assertThat(said()).hasSize(2);
    nanos.addAndGet(RareLog.PAUSE.toNanos());
    files.rejected(SOMEBODY, new SSLHandshakeException("Empty client certificate chain"));
    assertThat(said()).hasSize(3);
    assertThat(log.list.getLast().getKeyValuePairs().toString())
        .contains("suppressed=\"4\"", "showed no certificate");
  }

  @Test
  void bytes_that_are_no_tls_are_not_logged() {
    TlsFiles files = open(Instant.now());
    files.rejected(SOMEBODY, new SSLHandshakeException("not an SSL/TLS record: 70617373776f7264"));
    assertThat(log.list.getFirst().getKeyValuePairs().toString())
        .contains("does not speak TLS")
        .doesNotContain("70617373");
  }

  private TlsFiles open(Instant now) {
    return TlsFiles.open(
        TlsConfig.of(Purpose.CLIENTS, new KeyPairFiles(certificate, key)),
        InstantSource.fixed(now),
        nanos::get);
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static String name(X509ExtendedKeyManager keys, String alias) {
    X509Certificate[] chain = keys.getCertificateChain(alias);
    return AllowedNames.commonName(chain[0]);
  }

  private void install(Issued issued) throws IOException {
    replace(issued.certificate(), certificate);
    replace(issued.key(), key);
  }

  private static void replace(Path from, Path to) throws IOException {
    Path half = to.resolveSibling(to.getFileName() + ".new");
    Files.copy(from, half);
    Files.move(half, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static ch.qos.logback.classic.Logger logger() {
    return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(TlsFiles.class);
  }
}
