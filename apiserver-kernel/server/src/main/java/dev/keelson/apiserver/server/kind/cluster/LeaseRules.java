package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of Lease and LeaseCandidate. */
final class LeaseRules implements Rules {
  private static final List<String> STRATEGIES = List.of("OldestEmulationVersion");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    if (spec.has("leaseDurationSeconds") && spec.number("leaseDurationSeconds") <= 0) {
      spec.invalid("leaseDurationSeconds", "must be greater than 0");
    }
    spec.atLeast("leaseTransitions", 0);
    if (spec.has("strategy")) {
      checkStrategy(spec);
    }
    if (!spec.text("preferredHolder").isEmpty() && spec.text("strategy").isEmpty()) {
      spec.forbidden("preferredHolder", "may only be specified if `strategy` is defined");
    }
  }

  static void checkStrategy(Place spec) {
    Place strategy = spec.called(spec.child("strategy"));
    if (spec.text("strategy").indexOf('/') < 0) {
      strategy.oneOf("strategy", STRATEGIES);
    } else {
      strategy.form("strategy", Names::qualifiedName);
    }
  }

  /** Of LeaseCandidate. */
  static final class Candidate implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      spec.requireText("leaseName");
      spec.requireText("binaryVersion");
      if (spec.requireText("strategy")) {
        if (spec.text("strategy").equals(STRATEGIES.getFirst())
            && spec.text("emulationVersion").isEmpty()) {
          spec.required(
              "emulationVersion", "must be specified when `strategy` is 'OldestEmulationVersion'");
        }
        checkStrategy(spec);
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      created(next, errors);
      Place.of(next, errors).at("spec").unchanged("leaseName", before.spec());
    }
  }
}
