package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Upstream's validation of CSIDriver, CSINode and CSIStorageCapacity. */
final class DriverRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final int NODE_ID_MOST = 256;
  private static final int TOKEN_LEAST = 600;
  private static final int PERIOD_LEAST = 10;

  private DriverRules() {}

  /** Of CSIDriver. */
  static final class Driver implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      if (!spec.has("attachRequired")) {
        spec.required("attachedRequired", "");
      }
      for (String field : List.of("podInfoOnMount", "storageCapacity")) {
        if (!spec.has(field)) {
          spec.required(field, "");
        }
      }
      spec.oneOfIfSet("fsGroupPolicy", List.of("File", "None", "ReadWriteOnceWithFSType"));
      checkTokens(spec);
      for (String mode : spec.texts("volumeLifecycleModes")) {
        if (!mode.equals("Persistent") && !mode.equals("Ephemeral")) {
          errors.notSupported(
              spec.child("volumeLifecycleModes"), mode, List.of("Persistent", "Ephemeral"));
        }
      }
      if (!spec.has("seLinuxMount")) {
        spec.required("seLinuxMount", "");
      }
      String period = "nodeAllocatableUpdatePeriodSeconds";
      if (spec.has(period) && spec.number(period) < PERIOD_LEAST) {
        spec.invalid(period, "must be greater than or equal to 10 seconds");
      }
      if (spec.has("serviceAccountTokenInSecrets")
          && spec.object().array("tokenRequests").isEmpty()) {
        spec.invalid(
            "serviceAccountTokenInSecrets",
            "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
      }
    }

    private static void checkTokens(Place spec) {
      Set<String> audiences = new HashSet<>();
      for (Place request : spec.each("tokenRequests")) {
        String audience = request.text("audience");
        if (!audiences.add(audience)) {
          request.errors().duplicate(request.child("audience"), audience);
        } else if (request.has("expirationSeconds")) {
          long seconds = request.number("expirationSeconds");
          if (seconds < TOKEN_LEAST) {
            request.invalid("expirationSeconds", "may not specify a duration less than 10 minutes");
          }
          if (seconds > 1L << 32) {
            request.invalid(
                "expirationSeconds", "may not specify a duration larger than 2^32 seconds");
          }
        }
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      created(next, errors);
      Place spec = Place.of(next, errors).at("spec");
      spec.unchanged("attachRequired", before.spec(), SPEC.child("attachedRequired"));
      spec.unchanged("volumeLifecycleModes", before.spec());
    }
  }

  /** Of CSINode. */
  static final class Node implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Set<String> names = new HashSet<>();
      for (Place driver : Place.of(object, errors).at("spec").each("drivers")) {
        VolumeSources.checkDriver(driver, "name");
        driver.requireText("nodeID");
        if (Texts.length(driver.text("nodeID")) > NODE_ID_MOST) {
          driver.invalid("nodeID", "must be 256 characters or less");
        }
        driver.at("allocatable").atLeast("count", 0);
        if (!names.add(driver.text("name"))) {
          errors.duplicate(driver.child("name"), driver.text("name"));
        }
        checkTopology(driver);
      }
    }

    private static void checkTopology(Place driver) {
      Set<String> keys = new HashSet<>();
      for (String key : driver.texts("topologyKeys")) {
        if (key.isEmpty()) {
          driver.errors().required(driver.path(), "");
        }
        if (!keys.add(key)) {
          driver.errors().duplicate(driver.path(), key);
        }
        Labels.checkKey(key, driver.path(), driver.errors());
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      created(next, errors);
      for (Place driver : Place.of(next, errors).at("spec").each("drivers")) {
        before
            .spec()
            .array("drivers")
            .objects()
            .filter(old -> old.text("name").equals(driver.text("name")))
            .filter(
                old -> !old.without("allocatable").equals(driver.object().without("allocatable")))
            .forEach(
                _ -> errors.invalid(SPEC.child("drivers"), driver.object(), "field is immutable"));
      }
    }
  }

  /** Of CSIStorageCapacity. */
  static final class Capacity implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place capacity = Place.of(object, errors);
      Labels.checkSelector(
          capacity.object().object("nodeTopology"), capacity.child("nodeTopology"), errors);
      capacity.form("storageClassName", Names::subdomain1123);
      Amounts.of(capacity.get("capacity"))
          .filter(amount -> amount.signum() < 0)
          .ifPresent(_ -> capacity.invalid("capacity", "must be greater than or equal to 0"));
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      Place capacity = Place.of(next, errors);
      capacity.unchanged("nodeTopology", before.tree());
      capacity.unchanged("storageClassName", before.tree());
    }
  }
}
