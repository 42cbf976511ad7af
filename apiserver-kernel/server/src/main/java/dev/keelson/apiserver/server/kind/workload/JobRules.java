package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.SelectorRules;
import dev.keelson.apiserver.server.kind.Semantics;
import java.util.ArrayList;
import java.util.List;

/** Of {@code batch/v1.Job}. */
final class JobRules implements Rules {
  static final JobRules INSTANCE = new JobRules();

  private JobRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    job(object, errors, true);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    JsonObject labels = before.spec().objectAt("template", "metadata", "labels");
    boolean prefixed = labels.has(JobLabels.JOB_NAME) && labels.has(JobLabels.CONTROLLER_UID);
    job(next, errors, prefixed);
    Located spec = Located.root(next.tree(), errors).in("spec");
    completions(spec, before.spec());
    spec.immutable("selector", before.spec());
    template(spec, before);
    for (String name :
        List.of(
            "completionMode",
            "podFailurePolicy",
            "backoffLimitPerIndex",
            "managedBy",
            "successPolicy")) {
      spec.immutable(name, before.spec());
    }
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    JobStatusRules.check(next, before, errors);
  }

  private static void job(ApiObject job, FieldErrors errors, boolean prefixed) {
    Located root = Located.root(job.tree(), errors);
    Located spec = root.in("spec");
    generated(root, spec, prefixed);
    JobSpecRules.check(spec);
    if (spec.has("selector")) {
      SelectorRules.selector(spec.in("selector"));
    } else {
      spec.required("selector");
    }
    if (TemplateRules.isReadable(spec.get("selector"))) {
      TemplateRules.matches(spec);
    }
    long completions = spec.number("completions");
    if (JobSpecRules.isIndexed(spec) && completions > 0) {
      String last = job.name() + "-" + (completions - 1);
      if (!Names.label1123(last).isEmpty()) {
        root.in("metadata")
            .invalid("name", "will not able to create pod with invalid DNS label: " + last);
      }
    }
  }

  /** The labels and the selector that were made for it are still what they were. */
  private static void generated(Located job, Located spec, boolean prefixed) {
    if (spec.isTrue("manualSelector") || !spec.has("selector")) {
      return;
    }
    Located metadata = job.in("metadata");
    String uid = metadata.text("uid");
    String name = metadata.text("name");
    metadata.needsText("uid");
    Located template = spec.in("template").in("metadata");
    JsonObject expected = JsonObject.EMPTY;
    label(template, JobLabels.OLD_CONTROLLER_UID, uid);
    label(template, JobLabels.OLD_JOB_NAME, name);
    if (prefixed) {
      label(template, JobLabels.CONTROLLER_UID, uid);
      label(template, JobLabels.JOB_NAME, name);
      expected = expected.with(JobLabels.CONTROLLER_UID, uid).with(JobLabels.JOB_NAME, name);
    }
    expected = expected.with(JobLabels.OLD_CONTROLLER_UID, uid).with(JobLabels.OLD_JOB_NAME, name);
    if (TemplateRules.isReadable(spec.get("selector"))
        && !SelectorRules.matches(spec.get("selector"), expected)) {
      spec.invalid("selector", "`selector` not auto-generated");
    }
  }

  private static void label(Located metadata, String key, String expected) {
    JsonObject labels = metadata.json().object("labels");
    FieldPath path = metadata.path("labels").key(key);
    String detail = "must be '" + expected + "'";
    if (!labels.has(key)) {
      metadata.errors().required(path, detail);
    } else if (!(labels.get(key) instanceof JsonString(String text)) || !text.equals(expected)) {
      metadata.errors().invalid(path, GoStruct.map(labels), detail);
    }
  }

  /** How many there are to be may change with how many run, of an indexed job. */
  private static void completions(Located spec, JsonObject before) {
    if (!JobSpecRules.isIndexed(spec)) {
      spec.immutable("completions", before);
    } else if (spec.has("completions")
        && !spec.get("completions").equals(before.get("completions"))
        && spec.number("completions") != spec.number("parallelism")) {
      spec.invalid(
          "completions", "can only be modified in tandem with " + spec.path("parallelism"));
    }
  }

  /** While it is suspended and nothing runs, where and with what its pods run may change. */
  private static void template(Located spec, ApiObject before) {
    JsonObject old = before.spec().object("template");
    JsonObject now = spec.json().object("template");
    if (!isIdle(before)) {
      unlike(spec.path("template"), spec, now, old);
      return;
    }
    JsonObject pod = now.object("spec");
    JsonObject oldPod = scheduled(pod, old.object("spec"));
    for (String list : List.of("containers", "initContainers")) {
      if (oldPod.has(list)) {
        oldPod = oldPod.with(list, resourced(pod.array(list), oldPod.array(list)));
      }
    }
    // Upstream makes this path of one piece.
    unlike(spec.path("template.spec"), spec, pod, oldPod);
  }

  private static void unlike(FieldPath path, Located spec, JsonObject now, JsonObject then) {
    if (!Semantics.same(now, then)) {
      spec.errors().invalid(path, now, "field is immutable");
    }
  }

  private static boolean isIdle(ApiObject job) {
    boolean halted =
        !job.status().isSet("startTime") || JobStatusRules.isTrue(job.status(), "Suspended");
    return job.spec().isTrue("suspend") && halted && job.status().number("active", 0) == 0;
  }

  private static JsonObject scheduled(JsonObject now, JsonObject then) {
    JsonObject old = then;
    JsonValue node = now.object("affinity").get("nodeAffinity");
    JsonObject affinity = old.object("affinity");
    affinity =
        node.isNull() ? affinity.without("nodeAffinity") : affinity.with("nodeAffinity", node);
    old = affinity.isEmpty() ? old.without("affinity") : old.with("affinity", affinity);
    for (String name : List.of("nodeSelector", "tolerations", "schedulingGates")) {
      JsonValue value = now.get(name);
      old = value.isNull() ? old.without(name) : old.with(name, value);
    }
    return old;
  }

  private static JsonArray resourced(JsonArray now, JsonArray then) {
    if (now.size() != then.size()) {
      return then;
    }
    List<JsonValue> old = new ArrayList<>(then.values());
    for (int i = 0; i < old.size(); i++) {
      if (old.get(i) instanceof JsonObject container
          && now.get(i) instanceof JsonObject next
          && container.text("name").equals(next.text("name"))) {
        old.set(i, container.with("resources", next.object("resources")));
      }
    }
    return new JsonArray(old);
  }
}
