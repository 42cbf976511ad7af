package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.json.JsonObject;

/** Upstream's defaults of flow control. */
final class FlowDefaults {
  private static final int PRECEDENCE = 1000;
  private static final int SHARES = 30;
  private static final int HAND = 8;
  private static final int QUEUES = 64;
  private static final int QUEUE_LENGTH = 50;

  private FlowDefaults() {}

  static JsonObject schema(JsonObject object) {
    JsonObject spec = unlessZero(object.object("spec"), "matchingPrecedence", PRECEDENCE);
    return object.with("spec", spec).withDefault("status", JsonObject.EMPTY);
  }

  static JsonObject level(JsonObject object) {
    JsonObject spec =
        object
            .object("spec")
            .mapObject("exempt", exempt -> shares(exempt, 0))
            .mapObject(
                "limited",
                limited ->
                    shares(limited, SHARES)
                        .mapObject(
                            "limitResponse",
                            response -> response.mapObject("queuing", FlowDefaults::queuing)));
    return object.with("spec", spec).withDefault("status", JsonObject.EMPTY);
  }

  private static JsonObject shares(JsonObject level, int shares) {
    return level.withDefault("nominalConcurrencyShares", shares).withDefault("lendablePercent", 0);
  }

  private static JsonObject queuing(JsonObject queuing) {
    JsonObject filled = unlessZero(queuing, "handSize", HAND);
    filled = unlessZero(filled, "queues", QUEUES);
    return unlessZero(filled, "queueLengthLimit", QUEUE_LENGTH);
  }

  private static JsonObject unlessZero(JsonObject object, String name, int number) {
    return object.number(name, 0) == 0 ? object.with(name, number) : object;
  }
}
