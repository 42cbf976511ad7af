package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.json.JsonObject;

/** Of what users add to admission. */
final class PolicyColumns {
  private static final String UNSET = "<unset>";

  static final Columns WEBHOOKS =
      Heads.of(
          "Name,Webhooks,Age",
          row -> row.name().number(row.object().tree().array("webhooks").size()).age());

  static final Columns VALIDATING_POLICY = policy("Validations", "validations");

  static final Columns MUTATING_POLICY = policy("Mutations", "mutations");

  static final Columns BINDING =
      Heads.of(
          "Name,PolicyName,ParamRef,Age",
          row ->
              row.name()
                  .text(row.object().spec().text("policyName"))
                  .text(parameter(row.object().spec().object("paramRef")))
                  .age());

  private PolicyColumns() {}

  private static Columns policy(String head, String list) {
    return Heads.of(
        "Name," + head + ",ParamKind,Age",
        row -> {
          JsonObject spec = row.object().spec();
          JsonObject kind = spec.object("paramKind");
          row.name()
              .number(spec.array(list).size())
              .text(kind.isEmpty() ? UNSET : kind.text("apiVersion") + "/" + kind.text("kind"))
              .age();
        });
  }

  /** By name; a selector's whole text would not fit. */
  private static String parameter(JsonObject reference) {
    String name = reference.text("name");
    return name.isEmpty() ? UNSET : reference.text("namespace", "*") + "/" + name;
  }
}
