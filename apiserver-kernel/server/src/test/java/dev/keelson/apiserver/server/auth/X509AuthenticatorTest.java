package dev.keelson.apiserver.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Peer;
import dev.keelson.apiserver.server.Query;
import dev.keelson.apiserver.server.auth.Authenticator.Outcome;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class X509AuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final ASN1ObjectIdentifier UID = new ASN1ObjectIdentifier("1.3.6.1.4.1.57683.2");
  private static final Optional<KeyPurposeId> CLIENT = Optional.of(KeyPurposeId.id_kp_clientAuth);

  private final TestCertificates authority = TestCertificates.authority("CN=ca");
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final InstantSource time = now::get;
  private final X509Authenticator authenticator =
      new X509Authenticator(List.of(authority.certificate()), time);

  X509AuthenticatorTest() throws Exception {}

  private Outcome show(X509Certificate... chain) {
    return authenticator.authenticate(
        new ApiRequest(
            "GET", "/", Query.NONE, Headers.NONE, new byte[0], new Peer("x", List.of(chain))));
  }

  private Caller known(X509Certificate... chain) {
    Outcome outcome = show(chain);
    assertThat(outcome).isInstanceOf(Outcome.Known.class);
    return ((Outcome.Known) outcome).caller();
  }

  @Test
  void takesNameAndGroupsFromTheSubject() throws Exception {
    Caller caller = known(authority.client("O=one,O=two\\, three,CN=ann"));

    assertThat(caller.name()).isEqualTo("ann");
    assertThat(caller.uid()).isEmpty();
    assertThat(caller.groups()).containsExactly("one", "two, three");
    assertThat(caller.extra()).containsOnlyKeys("authentication.kubernetes.io/credential-id");
    assertThat(caller.extra().get("authentication.kubernetes.io/credential-id").getFirst())
        .matches("X509SHA256=[0-9a-f]{64}");
  }

  @Test
  void takesTheUidFromTheSubject() throws Exception {
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, "ann").addRDN(UID, "u-1").build();

    assertThat(known(authority.leaf(subject, CLIENT, TestCertificates.UNTIL)).uid())
        .isEqualTo("u-1");
  }

  @Test
  void rejectsTwoUids() throws Exception {
    X500Name subject =
        new X500NameBuilder().addRDN(BCStyle.CN, "ann").addRDN(UID, "1").addRDN(UID, "2").build();

    assertThat(show(authority.leaf(subject, CLIENT, TestCertificates.UNTIL)))
        .isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void knowsNobodyWithoutCertificateOrName() throws Exception {
    assertThat(show()).isInstanceOf(Outcome.Unknown.class);
    assertThat(show(authority.client("O=nameless"))).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void followsIntermediatesThatWereSent() throws Exception {
    TestCertificates intermediate = authority.intermediate("CN=middle");
    X509Certificate leaf = intermediate.client("CN=ann");

    assertThat(known(leaf, intermediate.certificate()).name()).isEqualTo("ann");
    assertThat(show(leaf)).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void rejectsAnotherAuthority() throws Exception {
    TestCertificates other = TestCertificates.authority("CN=ca");

    assertThat(show(other.client("CN=ann,O=system:masters"))).isInstanceOf(Outcome.Rejected.class);
    assertThat(show(other.client("CN=ann"), other.certificate()))
        .isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void rejectsALeafThatSignsLikeAnAuthority() throws Exception {
    X509Certificate leaf = authority.client("CN=ann");

    assertThat(show(authority.intermediate("CN=m").client("CN=eve"), leaf))
        .isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void rejectsACertificateForServers() throws Exception {
    X500Name subject = new X500Name("CN=ann");

    assertThat(
            show(
                authority.leaf(
                    subject, Optional.of(KeyPurposeId.id_kp_serverAuth), TestCertificates.UNTIL)))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(known(authority.leaf(subject, Optional.empty(), TestCertificates.UNTIL)).name())
        .isEqualTo("ann");
  }

  @Test
  void rejectsWhatIsNotValidNow() throws Exception {
    X509Certificate certificate = authority.client("CN=ann");
    assertThat(known(certificate).name()).isEqualTo("ann");

    now.set(TestCertificates.UNTIL.plusSeconds(1));
    assertThat(show(certificate)).isInstanceOf(Outcome.Rejected.class);

    now.set(TestCertificates.FROM.minusSeconds(1));
    assertThat(show(authority.client("CN=bob"))).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void forgetsAtTheLeafsEnd() throws Exception {
    X509Certificate shortLived =
        authority.leaf(new X500Name("CN=ann"), CLIENT, NOW.plusSeconds(10));
    assertThat(known(shortLived)).isSameAs(known(shortLived));

    now.set(NOW.plusSeconds(11));
    assertThat(show(shortLived)).isInstanceOf(Outcome.Rejected.class);
  }
}
