package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.launcher.judge.OpenSslCa.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS as real etcdctl and curl see it, with certificates that openssl made. */
@Tag("judge")
@Timeout(180)
class TlsTest {
  private static final String LOOPBACK = "IP:127.0.0.1,DNS:localhost";
  private static final Duration TURN = Duration.ofSeconds(20);

  @TempDir Path directory;
  private OpenSslCa ca;
  private Issued server;
  private Issued client;

  /** What a program said, and its exit status. */
  private record Said(int status, String text) {
    boolean isOk() {
      return status == 0;
    }
  }

  @BeforeEach
  void certificates() {
    ca = OpenSslCa.in(directory, "ca");
    server = ca.issue("server", LOOPBACK);
    client = ca.issue("client", "DNS:client.example");
  }

  static Stream<Binary> etcdctls() {
    return Binary.etcdctls().stream();
  }

  @ParameterizedTest
  @MethodSource("etcdctls")
  void mutual_tls_lets_in_who_shows_a_certificate_of_the_ca(Binary etcdctl) {
    OpenSslCa other = OpenSslCa.in(directory, "other");
    Issued foreign = other.issue("client", "");
    try (EtcdProcess member = secure(mutual()).start()) {
      assertThat(ctl(etcdctl, member, ca, client, "put", "a", "b")).matches(Said::isOk);
      assertThat(ctl(etcdctl, member, ca, client, "get", "a").text()).isEqualTo("a\nb\n");
      assertRefused(ctl(etcdctl, member, ca, null, "get", "a"), member, "showed no certificate");
      assertRefused(ctl(etcdctl, member, ca, foreign, "get", "a"), member, "not signed by a CA in");
      // the client is the one who refuses here
      assertRefused(
          ctl(etcdctl, member, other, client, "get", "a"), member, "the other side refused");
      assertThat(ctl(etcdctl, member, ca, client, "get", "a")).matches(Said::isOk);
    }
  }

  @Test
  void pages_grpc_metrics_and_plaintext_stand_side_by_side() {
    int plain = Ports.free();
    int metrics = Ports.free();
    List<String> flags = mutual();
    flags.add("--listen-metrics-urls=https://127.0.0.1:" + metrics);
    int port = Ports.free();
    flags.add("--listen-client-urls=https://127.0.0.1:" + port + ",http://127.0.0.1:" + plain);
    try (EtcdProcess member =
        EtcdProcess.single(Binary.ours(), data(), port, Ports.free(), flags.toArray(String[]::new))
            .start()) {
      for (int each : List.of(port, metrics)) {
        assertThat(
                curl(
                        "--cert",
                        client.certificate(),
                        "--key",
                        client.key(),
                        "https://127.0.0.1:" + each + "/livez")
                    .text())
            .isEqualTo("ok\n");
        assertThat(curl("https://127.0.0.1:" + each + "/livez")).matches(said -> !said.isOk());
        assertThat(curl("http://127.0.0.1:" + each + "/livez")).matches(said -> !said.isOk());
      }
      assertThat(curl("http://127.0.0.1:" + plain + "/livez").text()).isEqualTo("ok\n");
      for (Binary etcdctl : Binary.etcdctls()) {
        assertThat(run(command(etcdctl, "http://127.0.0.1:" + plain, "get", "a")))
            .matches(Said::isOk);
      }
      assertThat(member.isAlive()).isTrue();
    }
  }

  @Test
  void only_allowed_host_names_and_unrevoked_certificates_come_in() throws IOException {
    Issued stranger = ca.issue("stranger", "DNS:stranger.example");
    Issued late = ca.issue("late", "DNS:b.client.example");
    Path list = directory.resolve("crl.pem");
    Files.copy(ca.revoke(), list);
    List<String> flags = mutual();
    flags.add("--client-cert-allowed-hostname=client.example,b.client.example");
    flags.add("--client-crl-file=" + list);
    Binary etcdctl = Binary.etcdctls().getFirst();
    try (EtcdProcess member = secure(flags).start()) {
      assertThat(ctl(etcdctl, member, ca, client, "get", "a")).matches(Said::isOk);
      assertThat(ctl(etcdctl, member, ca, late, "get", "a")).matches(Said::isOk);
      assertRefused(
          ctl(etcdctl, member, ca, stranger, "get", "a"),
          member,
          "--client-cert-allowed-hostname=client.example");
      replace(ca.revoke(late), list);
      assertRefused(ctl(etcdctl, member, ca, late, "get", "a"), member, "revoked by");
      assertThat(ctl(etcdctl, member, ca, client, "get", "a")).matches(Said::isOk);
      Files.writeString(list, "no list any more");
      assertRefused(ctl(etcdctl, member, ca, client, "get", "a"), member, "is no list of revoked");
    }
  }

  @Test
  void a_renewed_certificate_is_served_without_restart_and_a_bad_one_is_not() throws IOException {
    Instant now = Instant.now();
    Issued expired =
        ca.issue("server", LOOPBACK, now.minusSeconds(86_400), now.minusSeconds(3_600));
    Path certificate = directory.resolve("server.crt");
    Path key = directory.resolve("server.key");
    install(expired, certificate, key);
    Binary etcdctl = Binary.etcdctls().getFirst();
    try (EtcdProcess member =
        secure(new ArrayList<>(List.of("--cert-file=" + certificate, "--key-file=" + key)))
            .start()) {
      assertThat(member.log())
          .contains("the certificate of this member has expired", certificate.toString());
      assertThat(ctl(etcdctl, member, ca, null, "get", "a")).matches(said -> !said.isOk());
      install(server, certificate, key);
      assertThat(ctl(etcdctl, member, ca, null, "get", "a")).matches(Said::isOk);
      Files.writeString(certificate, "half a certi");
      assertThat(ctl(etcdctl, member, ca, null, "get", "a")).matches(Said::isOk);
      assertThat(member.log())
          .contains("what was read before stays in use", "holds no certificate");
    }
  }

  @Test
  void auto_tls_makes_a_certificate_and_keeps_it() throws IOException {
    int port = Ports.free();
    Path cert = data().resolve("fixtures/client/cert.pem");
    Path key = data().resolve("fixtures/client/key.pem");
    Binary etcdctl = Binary.etcdctls().getFirst();
    String made = "";
    for (int start = 0; start < 2; start++) {
      try (EtcdProcess member =
          EtcdProcess.single(
                  Binary.ours(),
                  data(),
                  port,
                  Ports.free(),
                  "--auto-tls",
                  "--listen-client-urls=https://127.0.0.1:" + port)
              .start()) {
        assertThat(
                run(
                    command(
                        etcdctl,
                        "https://127.0.0.1:" + port,
                        "--insecure-transport=false",
                        "--insecure-skip-tls-verify",
                        "put",
                        "a",
                        "b")))
            .matches(Said::isOk);
        assertThat(
                run(command(etcdctl, "https://127.0.0.1:" + port, "--cacert=" + cert, "get", "a")))
            .matches(Said::isOk);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
            .isEqualTo("rw-------");
        made = made.isEmpty() ? Files.readString(key) : made;
        assertThat(Files.readString(key)).isEqualTo(made);
        member.stop();
      }
    }
  }

  @Test
  void three_members_under_mutual_tls_agree_and_send_strangers_away() {
    Issued peer = ca.issue("peer", LOOPBACK);
    Issued foreign = OpenSslCa.in(directory, "other").issue("peer", LOOPBACK);
    Issued misnamed = ca.issue("somebody", LOOPBACK);
    List<Integer> ports = List.of(Ports.free(), Ports.free(), Ports.free());
    String initial =
        "m0=https://127.0.0.1:%d,m1=https://127.0.0.1:%d,m2=https://127.0.0.1:%d"
            .formatted(ports.toArray());
    try (EtcdProcess one = peer(0, ports, initial, peer);
        EtcdProcess two = peer(1, ports, initial, peer);
        EtcdProcess stranger = peer(2, ports, initial, foreign);
        EtcdProcess wrong = peer(2, ports, initial, misnamed);
        EtcdProcess right = peer(2, ports, initial, peer)) {
      one.exec();
      two.exec();
      one.awaitReady();
      two.awaitReady();
      stranger.exec();
      put(one, "1");
      awaitLog(one, two, "is not signed by a CA in " + ca.certificate());
      assertThat(stranger.log()).doesNotContain("ready to serve client requests");
      stranger.kill();
      wrong.exec();
      awaitLog(one, two, "--peer-cert-allowed-cn=peer");
      assertThat(wrong.log()).doesNotContain("ready to serve client requests");
      wrong.kill();
      right.start();
      put(right, "2");
      assertThat(curl("http://127.0.0.1:" + ports.get(0) + "/")).matches(said -> !said.isOk());
    }
  }

  @Test
  void a_peer_is_believed_only_where_its_certificates_say_it_is() {
    Issued peer = ca.issue("peer", LOOPBACK);
    Issued elsewhere = ca.issue("peer", "IP:192.0.2.9");
    List<Integer> ports = List.of(Ports.free(), Ports.free());
    String initial = "m0=https://127.0.0.1:%d,m1=https://127.0.0.1:%d".formatted(ports.toArray());
    List<String> dialsFromElsewhere =
        List.of(
            "--peer-client-cert-file=" + elsewhere.certificate(),
            "--peer-client-key-file=" + elsewhere.key());
    try (EtcdProcess one = peer(0, ports, initial, peer);
        EtcdProcess server = peer(1, ports, initial, elsewhere);
        EtcdProcess client = peer(1, ports, initial, peer, ca.certificate(), dialsFromElsewhere)) {
      one.exec();
      server.exec();
      awaitLog(one, server, "refused to talk to a server on a peer endpoint");
      server.kill();
      client.exec();
      awaitLog(one, client, "\\\"127.0.0.1\\\" does not match any of DNSNames [] or IPAddresses");
    }
  }

  @Test
  void kubeadms_static_pod_starts_and_answers_its_probes() {
    int port = Ports.free();
    int peerPort = Ports.free();
    int probes = Ports.free();
    String data = data().toString();
    List<String> flags =
        List.of(
            "--advertise-client-urls=https://127.0.0.1:" + port,
            "--cert-file=" + server.certificate(),
            "--client-cert-auth=true",
            "--data-dir=" + data,
            "--feature-gates=InitialCorruptCheck=true",
            "--initial-advertise-peer-urls=https://127.0.0.1:" + peerPort,
            "--initial-cluster=node=https://127.0.0.1:" + peerPort,
            "--key-file=" + server.key(),
            "--listen-client-urls=https://127.0.0.1:" + port,
            "--listen-metrics-urls=http://127.0.0.1:" + probes,
            "--listen-peer-urls=https://127.0.0.1:" + peerPort,
            "--name=node",
            "--peer-cert-file=" + server.certificate(),
            "--peer-client-cert-auth=true",
            "--peer-key-file=" + server.key(),
            "--peer-trusted-ca-file=" + ca.certificate(),
            "--snapshot-count=10000",
            "--trusted-ca-file=" + ca.certificate(),
            "--watch-progress-notify-interval=5s");
    try (EtcdProcess member = new EtcdProcess(Binary.ours(), data(), port, flags).start()) {
      for (String page : List.of("/livez", "/readyz")) {
        assertThat(curl("http://127.0.0.1:" + probes + page).text()).isEqualTo("ok\n");
      }
      assertThat(curl("http://127.0.0.1:" + probes + "/health").text()).contains("\"true\"");
      assertThat(ctl(Binary.etcdctls().getFirst(), member, ca, client, "endpoint", "health").text())
          .contains("is healthy");
    }
  }

  @Test
  void versions_and_cipher_suites_are_those_asked_for() {
    List<String> flags = mutual();
    flags.add("--tls-max-version=TLS1.2");
    flags.add("--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    try (EtcdProcess member = secure(flags).start()) {
      String url = "https://127.0.0.1:" + member.clientPort() + "/livez";
      Object[] shown = {"--cert", client.certificate(), "--key", client.key()};
      assertThat(curl(with(shown, url)).text()).isEqualTo("ok\n");
      assertThat(curl(with(shown, "--tlsv1.3", url))).matches(said -> !said.isOk());
      assertThat(curl(with(shown, "--ciphers", "ECDHE-RSA-AES128-GCM-SHA256", url)))
          .matches(said -> !said.isOk());
      assertThat(curl(with(shown, "--ciphers", "ECDHE-RSA-AES256-GCM-SHA384", url)))
          .matches(Said::isOk);
    }
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  @Test
  void renewed_certificates_of_peers_are_taken_up_by_those_that_run() throws IOException {
    Path certificate = directory.resolve("peer.crt");
    Path key = directory.resolve("peer.key");
    Path trusted = directory.resolve("trusted.crt");
    install(ca.issue("peer", LOOPBACK), certificate, key);
    Files.copy(ca.certificate(), trusted);
    Issued files = new Issued(certificate, key);
    List<Integer> ports = List.of(Ports.free(), Ports.free(), Ports.free());
    String initial =
        "m0=https://127.0.0.1:%d,m1=https://127.0.0.1:%d,m2=https://127.0.0.1:%d"
            .formatted(ports.toArray());
    try (EtcdProcess one = peer(0, ports, initial, files, trusted);
        EtcdProcess two = peer(1, ports, initial, files, trusted);
        EtcdProcess three = peer(2, ports, initial, files, trusted)) {
      one.exec();
      two.exec();
      three.exec();
      one.awaitReady();
      two.awaitReady();
      three.awaitReady();
      put(one, "1");
      // another CA for everything: first trusted beside the old one, then alone
      OpenSslCa next = OpenSslCa.in(directory, "next");
      Files.writeString(
          trusted, Files.readString(ca.certificate()) + Files.readString(next.certificate()));
      install(next.issue("peer", LOOPBACK), certificate, key);
      Files.copy(next.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);
      three.kill();
      three.start();
      put(three, "2");
      one.kill();
      one.start();
      put(one, "3");
    }
  }

  @Test
  void what_cannot_be_started_says_so_in_one_line() throws IOException {
    Path nothing = directory.resolve("nothing");
    assertEnds(
        "open " + nothing + ": no such file or directory",
        "--cert-file=" + nothing,
        "--key-file=" + server.key());
    assertEnds(
        "is not the key of the first certificate",
        "--cert-file=" + server.certificate(),
        "--key-file=" + client.key());
    assertEnds("TLS key/cert (--cert-file, --key-file) must be provided for client url");
    assertEnds(
        "unexpected TLS cipher suite \"TLS_NOPE\"",
        "--cert-file=" + server.certificate(),
        "--key-file=" + server.key(),
        "--cipher-suites=TLS_NOPE");
  }

  private void assertEnds(String message, String... flags) {
    try (EtcdProcess member = secure(new ArrayList<>(List.of(flags))).exec()) {
      assertThat(member.awaitExit(TURN)).isEqualTo(1);
      assertThat(member.log()).contains(message.replace("\"", "\\\""));
    }
  }

  private EtcdProcess peer(int index, List<Integer> ports, String initial, Issued shown) {
    return peer(index, ports, initial, shown, ca.certificate());
  }

  private EtcdProcess peer(
      int index, List<Integer> ports, String initial, Issued shown, Path trusted) {
    return peer(index, ports, initial, shown, trusted, List.of());
  }

  private EtcdProcess peer(
      int index,
      List<Integer> ports,
      String initial,
      Issued shown,
      Path trusted,
      List<String> more) {
    Path data = directory.resolve("m" + index + "-" + shown.key().getFileName());
    int port = Ports.free();
    List<String> flags =
        new ArrayList<>(
            EtcdProcess.flags(
                "m" + index, data, port, "https://127.0.0.1:" + ports.get(index), initial));
    flags.addAll(
        List.of(
            "--peer-cert-file=" + shown.certificate(),
            "--peer-key-file=" + shown.key(),
            "--peer-client-cert-auth",
            "--peer-trusted-ca-file=" + trusted,
            "--peer-cert-allowed-cn=peer"));
    flags.addAll(more);
    return new EtcdProcess(Binary.ours(), data, port, flags);
  }

  private static void put(EtcdProcess member, String value) {
    try (EtcdClient client = EtcdClient.to(member)) {
      Probe.putUntilDone(client, "a", value);
    }
  }

  /** Either leader or follower has turned the stranger away, or was turned away. */
  private static void awaitLog(EtcdProcess one, EtcdProcess two, String text) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!one.log().contains(text) && !two.log().contains(text)) {
      assertThat(System.nanoTime()).as(text + one.log() + two.log()).isLessThan(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void assertRefused(Said said, EtcdProcess member, String reason) {
    assertThat(said.status()).as(said.text()).isNotZero();
    assertThat(member.log()).contains("rejected connection on client endpoint", reason);
    assertThat(member.isAlive()).isTrue();
  }

  private Path data() {
    return directory.resolve("data");
  }

  private List<String> mutual() {
    return new ArrayList<>(
        List.of(
            "--cert-file=" + server.certificate(),
            "--key-file=" + server.key(),
            "--client-cert-auth",
            "--trusted-ca-file=" + ca.certificate()));
  }

  private EtcdProcess secure(List<String> flags) {
    int port = Ports.free();
    flags.add("--listen-client-urls=https://127.0.0.1:" + port);
    flags.add("--advertise-client-urls=https://127.0.0.1:" + port);
    return EtcdProcess.single(
        Binary.ours(), data(), port, Ports.free(), flags.toArray(String[]::new));
  }

  private static void install(Issued issued, Path certificate, Path key) throws IOException {
    replace(issued.certificate(), certificate);
    replace(issued.key(), key);
  }

  /** As tools do it: whole, by renaming. */
  private static void replace(Path from, Path to) throws IOException {
    Path half = to.resolveSibling(to.getFileName() + ".new");
    Files.copy(from, half, StandardCopyOption.REPLACE_EXISTING);
    Files.move(half, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Said ctl(
      Binary etcdctl, EtcdProcess member, OpenSslCa trusted, Issued shown, String... words) {
    List<String> all = new ArrayList<>(List.of("--cacert=" + trusted.certificate()));
    if (shown != null) {
      all.addAll(List.of("--cert=" + shown.certificate(), "--key=" + shown.key()));
    }
    all.addAll(List.of(words));
    return run(
        command(etcdctl, "https://127.0.0.1:" + member.clientPort(), all.toArray(String[]::new)));
  }

  private static List<String> command(Binary etcdctl, String endpoint, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                etcdctl.path().toString(),
                "--endpoints=" + endpoint,
                "--dial-timeout=3s",
                "--command-timeout=4s"));
    command.addAll(List.of(words));
    return command;
  }

  private Said curl(Object... words) {
    List<String> command =
        new ArrayList<>(List.of("curl", "-s", "-m", "10", "--cacert", ca.certificate().toString()));
    Stream.of(words).map(Object::toString).forEach(command::add);
    return run(command);
  }

  private static Said run(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("ETCDCTL_"));
    builder.environment().put("ETCDCTL_API", "3");
    try {
      Process process = EtcdProcess.adopt(builder.start());
      String text = new String(process.getInputStream().readAllBytes());
      return new Said(process.waitFor(), text);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("cannot run " + command, e);
    }
  }
}
