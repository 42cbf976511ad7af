package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Ip;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of Ingresses. */
final class IngressRules implements Rules {
  private static final String CLASS = "kubernetes.io/ingress.class";
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");
  private static final List<String> BAD_SEQUENCES = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> BAD_ENDS = List.of("/..", "/.");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    check(object, errors);
    Place spec = Place.of(object, errors).at("spec");
    String annotated = object.annotations().get(CLASS);
    if (annotated != null
        && spec.has("ingressClassName")
        && !annotated.equals(spec.text("ingressClassName"))) {
      errors.invalid(
          FieldPath.of("annotations").child(CLASS),
          annotated,
          "must match `ingressClassName` when both are specified");
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    check(next, errors);
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place.of(next, errors)
        .at("status")
        .at("loadBalancer")
        .each("ingress")
        .forEach(ServiceRules::checkIngressAddress);
  }

  private static void check(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    if (spec.object().array("rules").isEmpty() && !spec.has("defaultBackend")) {
      errors.invalid(
          spec.path(), spec.get("rules"), "either `defaultBackend` or `rules` must be specified");
    }
    if (spec.has("defaultBackend")) {
      checkBackend(spec.at("defaultBackend"));
    }
    spec.each("rules").forEach(IngressRules::checkRule);
    for (Place tls : spec.each("tls")) {
      List<String> hosts = tls.texts("hosts");
      for (int i = 0; i < hosts.size(); i++) {
        checkHost(hosts.get(i), tls.child("hosts").index(i), errors);
      }
      tls.formIfAny("secretName", Names::subdomain1123);
    }
    if (spec.has("ingressClassName")) {
      spec.form("ingressClassName", Names::subdomain1123);
    }
  }

  private static void checkHost(String host, FieldPath path, FieldErrors errors) {
    List<String> wrong =
        host.indexOf('*') >= 0 ? Names.wildcardSubdomain1123(host) : Names.subdomain1123(host);
    wrong.forEach(each -> errors.invalid(path, host, each));
  }

  private static void checkRule(Place rule) {
    String host = rule.text("host");
    if (!host.isEmpty()) {
      if (Ip.parse(host).isPresent()) {
        rule.invalid("host", "must be a DNS name, not an IP address");
      }
      checkHost(host, rule.child("host"), rule.errors());
    }
    if (rule.has("http")) {
      Place http = rule.at("http");
      List<Place> paths = http.each("paths");
      if (paths.isEmpty()) {
        http.required("paths", "");
      }
      paths.forEach(IngressRules::checkPath);
    }
  }

  private static void checkPath(Place path) {
    if (!path.has("pathType")) {
      path.required("pathType", "pathType must be specified");
      return;
    }
    String text = path.text("path");
    boolean isAbsolute = text.startsWith("/");
    switch (path.text("pathType")) {
      case "Exact", "Prefix" -> {
        FieldPath at = path.child("path");
        if (!isAbsolute) {
          path.errors().invalid(at, text, "must be an absolute path");
        }
        BAD_SEQUENCES.stream()
            .filter(text::contains)
            .forEach(bad -> path.errors().invalid(at, text, "must not contain '" + bad + "'"));
        BAD_ENDS.stream()
            .filter(text::endsWith)
            .forEach(bad -> path.errors().invalid(at, text, "cannot end with '" + bad + "'"));
      }
      case "ImplementationSpecific" -> {
        if (!text.isEmpty() && !isAbsolute) {
          path.invalid("path", "must be an absolute path");
        }
      }
      default -> path.oneOf("pathType", PATH_TYPES);
    }
    checkBackend(path.at("backend"));
  }

  private static void checkBackend(Place backend) {
    boolean hasResource = backend.has("resource");
    if (hasResource && backend.has("service")) {
      wrong(backend, "cannot set both resource and service backends");
    } else if (hasResource) {
      References.checkLocal(backend.at("resource"));
    } else if (backend.has("service")) {
      checkService(backend);
    } else {
      wrong(backend, "resource or service backend is required");
    }
  }

  private static void wrong(Place place, String detail) {
    place.errors().invalid(place.path(), "", detail);
  }

  private static void checkService(Place backend) {
    Place service = backend.at("service");
    service.requireForm("name", Names::label1123);
    Place port = service.at("port");
    boolean hasName = !port.text("name").isEmpty();
    boolean hasNumber = port.number("number") != 0;
    if (hasName && hasNumber) {
      wrong(backend, "cannot set both port name & port number");
    } else if (hasName) {
      port.form("name", Names::portName);
    } else if (hasNumber) {
      port.port("number");
    } else {
      backend.errors().required(backend.path(), "port name or number is required");
    }
  }
}
