package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What an owner owns.
 *
 * @param apiVersion in which the paths are to be read
 * @param time of the last change, RFC 3339 in UTC with seconds; "" if unknown
 * @param written as it was read, while nothing has changed
 */
record Entry(
    Owner owner, String apiVersion, String time, FieldSet fields, Optional<JsonObject> written) {
  private static final int SECONDS_LENGTH = "2006-01-02T15:04:05Z".length();

  static Entry of(Owner owner, String apiVersion, FieldSet fields) {
    return new Entry(owner, apiVersion, "", fields, Optional.empty());
  }

  Entry withFields(FieldSet changed) {
    return changed == fields ? this : new Entry(owner, apiVersion, time, changed, Optional.empty());
  }

  Entry withTime(String changed) {
    return new Entry(owner, apiVersion, changed, fields, Optional.empty());
  }

  static String stamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * @throws BadFields no entry that we could keep
   */
  static Entry read(JsonObject entry) throws BadFields {
    String operation = entry.text("operation");
    if (!operation.equals("Apply") && !operation.equals("Update")) {
      throw new BadFields("operation must be `Apply` or `Update`");
    }
    String apiVersion = entry.text("apiVersion");
    if (apiVersion.isEmpty()) {
      throw new BadFields("apiVersion must not be empty");
    }
    String fieldsType = entry.text("fieldsType");
    if (!fieldsType.equals("FieldsV1")) {
      throw new BadFields(
          fieldsType.isEmpty()
              ? "missing fieldsType in managed fields entry"
              : "invalid fieldsType " + Values.quote(fieldsType) + " in managed fields entry");
    }
    boolean isApplied = operation.equals("Apply");
    Owner owner =
        new Owner(
            entry.text("manager"),
            isApplied,
            isApplied ? "" : apiVersion,
            entry.text("subresource"));
    return new Entry(
        owner,
        apiVersion,
        readTime(entry.text("time")),
        FieldsV1.read(entry.object("fieldsV1")),
        Optional.of(entry));
  }

  private static String readTime(String text) throws BadFields {
    if (text.isEmpty() || text.length() == SECONDS_LENGTH && text.endsWith("Z")) {
      return text;
    }
    try {
      return stamp(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new BadFields(e.getMessage());
    }
  }

  JsonObject write() {
    return written.orElseGet(
        () -> {
          JsonObject.Builder out =
              JsonObject.builder()
                  .putUnlessEmpty("manager", owner.manager())
                  .put("operation", owner.operation())
                  .put("apiVersion", apiVersion)
                  .putUnlessEmpty("time", time)
                  .put("fieldsType", "FieldsV1")
                  .put("fieldsV1", FieldsV1.write(fields));
          return out.putUnlessEmpty("subresource", owner.subresource()).build();
        });
  }

  /** The same but for the time. */
  static boolean isSameButForTime(JsonObject left, JsonObject right) {
    return left.with("time", JsonNull.NULL).equals(right.with("time", JsonNull.NULL));
  }
}
