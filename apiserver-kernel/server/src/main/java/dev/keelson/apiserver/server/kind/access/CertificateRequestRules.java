package dev.keelson.apiserver.server.kind.access;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Upstream's validation of CertificateSigningRequests: of the object, of its status, and of its
 * approval, which differ in what they may change.
 */
final class CertificateRequestRules implements Rules {
  private static final FieldPath CONDITIONS = FieldPath.of("status.conditions");
  private static final FieldPath CERTIFICATE = FieldPath.of("status.certificate");
  private static final List<String> FINAL = List.of("Approved", "Denied", "Failed");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final String LEGACY = "kubernetes.io/legacy-unknown";
  private static final int SHORTEST = 600;
  private static final List<String> USAGES =
      List.of(
          "any",
          "cert sign",
          "client auth",
          "code signing",
          "content commitment",
          "crl sign",
          "data encipherment",
          "decipher only",
          "digital signature",
          "email protection",
          "encipher only",
          "ipsec end system",
          "ipsec tunnel",
          "ipsec user",
          "key agreement",
          "key encipherment",
          "microsoft sgc",
          "netscape sgc",
          "ocsp signing",
          "s/mime",
          "server auth",
          "signing",
          "timestamping");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    checkSpec(Place.of(object, errors).at("spec"));
    checkConditions(Place.of(object, errors).at("status"), false);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    changed(next, before, errors);
    checkDecisionKept(next, before, errors);
    checkNoCertificate(next, before, errors);
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    changed(next, before, errors);
    checkDecisionKept(next, before, errors);
    String old = before.status().text("certificate");
    if (!old.isEmpty() && !old.equals(next.status().text("certificate"))) {
      errors.forbidden(CERTIFICATE, "updates may not modify existing certificate content");
    }
  }

  /** Of the subresource {@code approval}: only it may approve and deny. */
  static void approved(ApiObject next, ApiObject before, FieldErrors errors) {
    changed(next, before, errors);
    checkNoCertificate(next, before, errors);
  }

  private static void changed(ApiObject next, ApiObject before, FieldErrors errors) {
    boolean wasBoth =
        !conditions(before, "Approved").isEmpty() && !conditions(before, "Denied").isEmpty();
    checkConditions(Place.of(next, errors).at("status"), wasBoth);
    for (String type : FINAL) {
      if (conditions(next, type).size() < conditions(before, type).size()) {
        errors.forbidden(CONDITIONS, "updates may not remove a condition of type \"" + type + "\"");
      }
    }
  }

  private static void checkNoCertificate(ApiObject next, ApiObject before, FieldErrors errors) {
    if (!next.status().text("certificate").equals(before.status().text("certificate"))) {
      errors.forbidden(CERTIFICATE, "updates may not set certificate content");
    }
  }

  private static void checkDecisionKept(ApiObject next, ApiObject before, FieldErrors errors) {
    for (String type : List.of("Approved", "Denied")) {
      List<JsonObject> is = conditions(next, type);
      List<JsonObject> was = conditions(before, type);
      if (is.size() > was.size()) {
        errors.forbidden(CONDITIONS, "updates may not add a condition of type \"" + type + "\"");
      } else if (is.size() == was.size() && !is.equals(was)) {
        errors.forbidden(CONDITIONS, "updates may not modify a condition of type \"" + type + "\"");
      }
    }
  }

  private static List<JsonObject> conditions(ApiObject request, String type) {
    return request
        .status()
        .array("conditions")
        .objects()
        .filter(condition -> condition.text("type").equals(type))
        .toList();
  }

  private static void checkSpec(Place spec) {
    byte[] pem = decoded(spec.text("request"));
    CertificateRequest.problem(pem).ifPresent(wrong -> spec.invalid("request", wrong));
    List<String> usages = spec.texts("usages");
    if (usages.isEmpty()) {
      spec.required("usages", "");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < usages.size(); i++) {
      if (!USAGES.contains(usages.get(i))) {
        spec.errors().notSupported(spec.child("usages").index(i), usages.get(i), USAGES);
      }
    }
    for (int i = 0; i < usages.size(); i++) {
      if (!seen.add(usages.get(i))) {
        spec.errors().duplicate(spec.child("usages").index(i), usages.get(i));
      }
    }
    if (spec.text("signerName").equals(LEGACY)) {
      spec.invalid("signerName", "the legacy signerName is not allowed via this API version");
    } else {
      checkSigner(spec);
    }
    if (spec.has("expirationSeconds") && spec.number("expirationSeconds") < SHORTEST) {
      spec.invalid(
          "expirationSeconds", "may not specify a duration less than 600 seconds (10 minutes)");
    }
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static void checkSigner(Place spec) {
    if (!spec.requireText("signerName")) {
      return;
    }
    FieldPath path = spec.child("signerName");
    String[] segments = spec.text("signerName").split("/", -1);
    if (segments.length != 2) {
      spec.invalid(
          "signerName",
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
      return;
    }
    checkSegment(segments[0], true, path, spec.errors());
    if (segments[0].indexOf('.') < 0) {
      spec.errors()
          .invalid(
              path, segments[0], "should be a domain with at least two segments separated by dots");
    }
    checkSegment(segments[1], false, path, spec.errors());
  }

  private static void checkSegment(
      String segment, boolean isDomain, FieldPath path, FieldErrors errors) {
    for (String label : segment.split("\\.", -1)) {
      List<String> wrong = isDomain ? Names.label1123(label) : Names.subdomain1123(label);
      wrong.forEach(
          each -> errors.invalid(path, segment, "validating label \"" + label + "\": " + each));
      if (!wrong.isEmpty()) {
        return;
      }
    }
  }

  private static void checkConditions(Place status, boolean mayBeBoth) {
    Set<String> seen = new HashSet<>();
    for (Place condition : status.each("conditions")) {
      String type = condition.text("type");
      condition.requireText("type");
      condition.requireOneOf("status", FINAL.contains(type) ? List.of("True") : STATUSES);
      boolean isOpposite =
          (type.equals("Approved") && seen.contains("Denied"))
              || (type.equals("Denied") && seen.contains("Approved"));
      if (isOpposite && !mayBeBoth) {
        status
            .errors()
            .invalid(
                status.child("conditions"),
                type,
                "Approved and Denied conditions are mutually exclusive");
      }
      if (!seen.add(type)) {
        condition.errors().duplicate(condition.child("type"), type);
      }
    }
  }
}
