package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Filling;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Pods that belong together: the kinds of scheduling.k8s.io/v1alpha2, by name. */
final class GroupKinds {
  private static final int MOST_TEMPLATES = 8;

  /** Behind gates of their own, which stay closed. */
  private static final List<String> CLOSED =
      List.of(
          "schedulingConstraints",
          "resourceClaims",
          "disruptionMode",
          "priorityClassName",
          "priority");

  private GroupKinds() {}

  static Map<String, Kind> all() {
    Preparation counting = Preparations.counting(List.of("spec"));
    return Map.of(
        "PodGroup",
        Kind.named(NameRule.SUBDOMAIN)
            .preparedBy(
                Preparations.both(
                    without(GroupKinds::open), Preparations.both(Preparations.status(), counting)))
            .ruledBy(new GroupRules()),
        "Workload",
        Kind.named(NameRule.SUBDOMAIN)
            .preparedBy(
                Preparations.both(
                    without(
                        spec ->
                            Filling.of(spec).each("podGroupTemplates", GroupKinds::open).done()),
                    counting))
            .ruledBy(new WorkloadRules()));
  }

  private static JsonObject open(JsonObject group) {
    JsonObject open = group;
    for (String each : CLOSED) {
      open = open.has(each) ? open.without(each) : open;
    }
    return open;
  }

  private static Preparation without(UnaryOperator<JsonObject> drop) {
    return new Preparation() {
      @Override
      public ApiObject forCreate(ApiObject object) {
        return object.withSpec(drop);
      }

      @Override
      public ApiObject forUpdate(ApiObject next, ApiObject before) {
        return next.withSpec(drop);
      }
    };
  }

  /** Exactly one policy, and of a gang how many. */
  private static void checkPolicy(Place owner) {
    Place policy = owner.at("schedulingPolicy");
    boolean isBasic = policy.has("basic");
    boolean isGang = policy.has("gang");
    if (isBasic && isGang) {
      owner
          .errors()
          .invalid(
              policy.path(), "{`basic`, `gang`}", "must specify exactly one of: `basic`, `gang`");
    } else if (!isBasic && !isGang) {
      owner.errors().invalid(policy.path(), "", "must specify one of: `basic`, `gang`");
    } else if (isGang) {
      Place gang = policy.at("gang");
      if (gang.number("minCount") == 0) {
        gang.required("minCount", "");
      } else {
        gang.atLeast("minCount", 1);
      }
    }
  }

  private static final class GroupRules implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      checkPolicy(spec);
      if (spec.has("podGroupTemplateRef")) {
        Place workload = spec.at("podGroupTemplateRef").at("workload");
        workload.requireForm("workloadName", Names::subdomain1123);
        workload.requireForm("podGroupTemplateName", Names::label1123);
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      Place spec = Place.of(next, errors).at("spec");
      spec.unchanged("podGroupTemplateRef", before.spec());
      spec.unchanged("schedulingPolicy", before.spec());
    }
  }

  private static final class WorkloadRules implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      if (spec.has("controllerRef")) {
        spec.at("controllerRef").formIfAny("apiGroup", Names::subdomain1123);
        spec.at("controllerRef").requireText("kind");
        spec.at("controllerRef").requireText("name");
      }
      List<Place> templates = spec.each("podGroupTemplates");
      if (templates.isEmpty()) {
        spec.required("podGroupTemplates", "");
      } else if (templates.size() > MOST_TEMPLATES) {
        errors.tooMany(spec.child("podGroupTemplates"), templates.size(), MOST_TEMPLATES);
      }
      Set<String> names = new HashSet<>();
      for (Place template : templates) {
        template.requireForm("name", Names::label1123);
        if (!names.add(template.text("name"))) {
          errors.duplicate(template.path(), template.get("name"));
        }
        checkPolicy(template);
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      Place spec = Place.of(next, errors).at("spec");
      spec.unchanged("controllerRef", before.spec());
      spec.unchanged("podGroupTemplates", before.spec());
    }
  }
}
