package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Texts;

/** Upstream's validation of IngressClasses. */
final class IngressClassRules implements Rules {
  private static final int CONTROLLER_MOST = 250;

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    if (Texts.length(spec.text("controller")) > CONTROLLER_MOST) {
      errors.tooLong(spec.child("controller"), CONTROLLER_MOST);
    }
    checkController(spec);
    if (spec.has("parameters")) {
      References.checkScoped(spec.at("parameters"));
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place.of(next, errors).at("spec").unchanged("controller", before.spec());
    created(next, errors);
  }

  private static void checkController(Place spec) {
    if (!spec.requireText("controller")) {
      return;
    }
    String controller = spec.text("controller");
    int slash = controller.indexOf('/');
    if (slash <= 0 || slash == controller.length() - 1) {
      spec.invalid("controller", "must be a domain-prefixed path (such as \"acme.io/foo\")");
      return;
    }
    String host = controller.substring(0, slash);
    Names.subdomain1123(host)
        .forEach(wrong -> spec.errors().invalid(spec.child("controller"), host, wrong));
    String path = controller.substring(slash + 1);
    if (!path.chars().allMatch(IngressClassRules::isPathCharacter)) {
      spec.errors()
          .invalid(
              spec.child("controller"),
              path,
              "Invalid path (regex used for validation is"
                  + " '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
    }
  }

  private static boolean isPathCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "/-._~%!$&'()*+,;=:".indexOf(c) >= 0;
  }
}
