package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Nodes, namespaces, configuration, rights, events. */
final class ClusterColumns {
  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
  private static final String ROLE = "kubernetes.io/role";

  static final Columns NAME_AND_AGE = Heads.of("Name,Age", row -> row.name().age());

  static final Columns NODE =
      Heads.of(
          "Name,Status,Roles,Age,Version,+Internal-IP,+External-IP,+OS-Image,+Kernel-Version,"
              + "+Container-Runtime",
          row -> {
            JsonObject info = row.object().status().object("nodeInfo");
            String architecture = info.text("architecture");
            row.name()
                .text(nodeStatus(row.object()))
                .textOrNone(roles(row.object()))
                .age()
                .text(info.text("kubeletVersion"))
                .textOrNone(address(row.object(), "InternalIP"))
                .textOrNone(address(row.object(), "ExternalIP"))
                .text(orUnknown(info.text("osImage")))
                .text(
                    orUnknown(info.text("kernelVersion"))
                        + (architecture.isEmpty() ? "" : " (" + architecture + ")"))
                .text(orUnknown(info.text("containerRuntimeVersion")));
          });

  static final Columns NAMESPACE =
      Heads.of(
          "Name,Status,Age", row -> row.name().text(row.object().status().text("phase")).age());

  static final Columns CONFIG_MAP =
      Heads.of(
          "Name,Data,Age",
          row ->
              row.name()
                  .number(
                      row.object().tree().object("data").size()
                          + row.object().tree().object("binaryData").size())
                  .age());

  static final Columns SECRET =
      Heads.of(
          "Name,Type,Data,Age",
          row ->
              row.name()
                  .text(row.object().tree().text("type"))
                  .number(row.object().tree().object("data").size())
                  .age());

  static final Columns EVENT =
      Heads.of(
          "Last Seen,Type,Reason,Object,+Subobject,+Source,Message,+First Seen,+Count,+Name",
          ClusterColumns::event);

  static final Columns QUOTA = Heads.of("Name,Request,Limit,Age", ClusterColumns::quota);

  static final Columns LIMIT_RANGE =
      Heads.of(
          "Name,Created At",
          row -> row.name().text(row.object().metadata().text("creationTimestamp")));

  static final Columns ROLE_COLUMNS = LIMIT_RANGE;

  static final Columns BINDING =
      Heads.of(
          "Name,Role,Age,+Users,+Groups,+ServiceAccounts",
          row -> {
            JsonObject role = row.object().tree().object("roleRef");
            row.name()
                .text(role.text("kind") + "/" + role.text("name"))
                .age()
                .text(subjects(row.object(), "User"))
                .text(subjects(row.object(), "Group"))
                .text(subjects(row.object(), "ServiceAccount"));
          });

  static final Columns SIGNING_REQUEST =
      Heads.of(
          "Name,Age,SignerName,Requestor,RequestedDuration,Condition",
          row -> {
            JsonObject spec = row.object().spec();
            row.name()
                .age()
                .textOrNone(spec.text("signerName"))
                .text(spec.text("username"))
                .text(
                    spec.get("expirationSeconds") instanceof JsonLong(long seconds)
                        ? HumanDuration.of(Duration.ofSeconds(seconds))
                        : Row.NONE)
                .text(signing(row.object().status()));
          });

  static final Columns LEASE =
      Heads.of(
          "Name,Holder,Age",
          row -> row.name().text(row.object().spec().text("holderIdentity")).age());

  static final Columns PRIORITY_CLASS =
      Heads.of(
          "Name,#Value,?Global-Default,Age,+PreemptionPolicy",
          row ->
              row.name()
                  .number(row.object().tree().number("value", 0))
                  .flag(row.object().tree().isTrue("globalDefault"))
                  .age()
                  .text(row.object().tree().text("preemptionPolicy")));

  static final Columns RUNTIME_CLASS =
      Heads.of(
          "Name,Handler,Age", row -> row.name().text(row.object().tree().text("handler")).age());

  static final Columns COMPONENT_STATUS =
      Heads.of(
          "Name,Status,Message,Error",
          row -> {
            JsonObject healthy =
                row.object()
                    .tree()
                    .array("conditions")
                    .objects()
                    .filter(each -> each.text("type").equals("Healthy"))
                    .findFirst()
                    .orElse(JsonObject.EMPTY);
            String status =
                switch (healthy.text("status")) {
                  case "True" -> "Healthy";
                  case "False" -> "Unhealthy";
                  default -> "Unknown";
                };
            row.name().text(status).text(healthy.text("message")).text(healthy.text("error"));
          });

  static final Columns RESOURCE_CLAIM =
      Heads.of(
          "Name,State,Age",
          row -> {
            JsonObject status = row.object().status();
            List<String> states = new ArrayList<>();
            if (row.object().isBeingDeleted()) {
              states.add("deleted");
            }
            states.add(status.isSet("allocation") ? "allocated" : "pending");
            if (!status.array("reservedFor").isEmpty()) {
              states.add("reserved");
            }
            row.name().text(String.join(",", states)).age();
          });

  static final Columns RESOURCE_SLICE =
      Heads.of(
          "Name,Node,Driver,Pool,Age",
          row -> {
            JsonObject spec = row.object().spec();
            row.name()
                .text(spec.text("nodeName", "<unset>"))
                .text(spec.text("driver"))
                .text(spec.textAt("pool", "name"))
                .age();
          });

  private ClusterColumns() {}

  private static String orUnknown(String text) {
    return text.isEmpty() ? "<unknown>" : text;
  }

  private static String nodeStatus(ApiObject node) {
    String status =
        node.status()
            .array("conditions")
            .objects()
            .filter(each -> each.text("type").equals("Ready"))
            .map(each -> each.text("status").equals("True") ? "Ready" : "NotReady")
            .findFirst()
            .orElse("Unknown");
    return node.spec().isTrue("unschedulable") ? status + ",SchedulingDisabled" : status;
  }

  private static String roles(ApiObject node) {
    TreeSet<String> roles = new TreeSet<>();
    node.labels()
        .forEach(
            (name, value) -> {
              if (name.startsWith(ROLE_PREFIX)) {
                roles.add(name.substring(ROLE_PREFIX.length()));
              } else if (name.equals(ROLE)) {
                roles.add(value);
              }
            });
    roles.remove("");
    return String.join(",", roles);
  }

  private static String address(ApiObject node, String type) {
    return node.status()
        .array("addresses")
        .objects()
        .filter(each -> each.text("type").equals(type))
        .map(each -> each.text("address"))
        .findFirst()
        .orElse("");
  }

  private static void event(Row row) {
    JsonObject event = row.object().tree();
    String first = row.since(event.text("firstTimestamp", event.text("eventTime")));
    String lastTime = event.text("lastTimestamp");
    String last = lastTime.isEmpty() ? first : row.since(lastTime);
    long count = Math.max(1, event.number("count", 1));
    JsonObject series = event.object("series");
    if (!series.isEmpty()) {
      last = row.since(series.text("lastObservedTime"));
      count = series.number("count", 0);
    }
    JsonObject about =
        event.has("regarding") ? event.object("regarding") : event.object("involvedObject");
    JsonObject source =
        event.has("deprecatedSource") ? event.object("deprecatedSource") : event.object("source");
    String kind = about.text("kind").toLowerCase(Locale.ROOT);
    String name = about.text("name");
    row.text(last)
        .text(event.text("type"))
        .text(event.text("reason"))
        .text(name.isEmpty() ? kind : kind + "/" + name)
        .text(about.text("fieldPath"))
        .text(source(event, source))
        .text(event.text("message", event.text("note")).strip())
        .text(first)
        .number(count)
        .name();
  }

  private static String source(JsonObject event, JsonObject source) {
    String component =
        source.text(
            "component", event.text("reportingComponent", event.text("reportingController")));
    String host = source.text("host", event.text("reportingInstance"));
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static void quota(Row row) {
    JsonObject hard = row.object().status().object("hard");
    JsonObject used = row.object().status().object("used");
    List<String> requests = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    new TreeMap<>(hard.texts())
        .forEach(
            (name, most) ->
                (name.startsWith("limits.") ? limits : requests)
                    .add(name + ": " + Row.shown(used.get(name), "0") + "/" + most));
    row.name().text(String.join(", ", requests)).text(String.join(", ", limits)).age();
  }

  private static String subjects(ApiObject binding, String kind) {
    return binding
        .tree()
        .array("subjects")
        .objects()
        .filter(each -> each.text("kind").equals(kind))
        .map(
            each ->
                kind.equals("ServiceAccount")
                    ? each.text("namespace") + "/" + each.text("name")
                    : each.text("name"))
        .collect(Collectors.joining(", "));
  }

  private static String signing(JsonObject status) {
    List<String> types =
        status.array("conditions").objects().map(each -> each.text("type")).toList();
    String word =
        types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
    return word
        + (types.contains("Failed") ? ",Failed" : "")
        + (status.text("certificate").isEmpty() ? "" : ",Issued");
  }
}
