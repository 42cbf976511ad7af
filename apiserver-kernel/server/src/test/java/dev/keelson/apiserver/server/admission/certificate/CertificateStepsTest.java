package dev.keelson.apiserver.server.admission.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.Asks;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.Authorizer.Decision;
import dev.keelson.apiserver.server.auth.Authorizer.Verdict;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class CertificateStepsTest {
  private static final String CSRS = "certificatesigningrequests.certificates.k8s.io";

  /** May approve one signer by name, and sign for all of a domain. */
  private static final Authorizer SOME =
      asked ->
          new Decision(
              asked.verb().equals("approve") && asked.name().equals("a.io/x")
                      || asked.verb().equals("sign") && asked.name().equals("a.io/*")
                  ? Verdict.ALLOW
                  : Verdict.NO_OPINION,
              "");

  private static String csr(String signer, String status) {
    return "{'metadata':{'name':'r'},'spec':{'signerName':'%s'},'status':{%s}}"
        .formatted(signer, status);
  }

  @Test
  void approvingIsARightOnTheSignerBefore() {
    CertificateApproval step = new CertificateApproval(SOME);
    step.validate(Asks.update(CSRS + "/approval", csr("b.io/x", ""), csr("a.io/x", "")));
    assertThatThrownBy(
            () ->
                step.validate(
                    Asks.update(CSRS + "/approval", csr("a.io/x", ""), csr("b.io/x", ""))))
        .hasMessage(
            "certificatesigningrequests.certificates.k8s.io \"r\" is forbidden: user not permitted"
                + " to approve requests with signerName \"b.io/x\"");
  }

  @Test
  void signingIsARightWhereSomethingIsSigned() {
    CertificateSigning step = new CertificateSigning(SOME);
    String signed = "'certificate':'eA=='";
    step.validate(Asks.update(CSRS + "/status", csr("a.io/y", signed), csr("a.io/y", "")));
    step.validate(Asks.update(CSRS + "/status", csr("b.io/y", ""), csr("b.io/y", "")));
    assertThatThrownBy(
            () ->
                step.validate(
                    Asks.update(CSRS + "/status", csr("b.io/y", signed), csr("b.io/y", ""))))
        .hasMessageEndingWith("user not permitted to sign requests with signerName \"b.io/y\"");
  }

  private static AdmissionRequest request(String subject) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    byte[] der =
        new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    String pem =
        "-----BEGIN CERTIFICATE REQUEST-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END CERTIFICATE REQUEST-----\n";
    return Asks.create(
        CSRS,
        "{'metadata':{'name':'r'},'spec':{'signerName':'kubernetes.io/kube-apiserver-client',"
            + "'request':'%s'}}"
                .formatted(Base64.getEncoder().encodeToString(pem.getBytes("US-ASCII"))));
  }

  @Test
  void nobodyGetsToBeMaster() throws Exception {
    CertificateSubjectRestriction step = new CertificateSubjectRestriction();
    step.validate(request("CN=jane,O=dev"));
    AdmissionRequest wanted = request("O=dev,O=system:masters,CN=jane");
    assertThat(RequestSubject.of(wanted.object().orElseThrow()).orElseThrow().commonName())
        .isEqualTo("jane");
    assertThatThrownBy(() -> step.validate(wanted))
        .hasMessageEndingWith(
            "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not"
                + " allowed");
  }

  @Test
  void whatIsNoRequestHasNoSubject() {
    for (String text :
        new String[] {
          "",
          "!",
          "eA==",
          "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KZUE9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K"
        }) {
      assertThat(RequestSubject.of(Asks.object("{'spec':{'request':'" + text + "'}}"))).isEmpty();
    }
  }
}
