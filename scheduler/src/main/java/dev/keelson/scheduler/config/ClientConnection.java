package dev.keelson.scheduler.config;

import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;

/**
 * How to reach the API server. For whoever makes the client.
 *
 * @param kubeconfig path; "": as the process' flags say
 * @param qps calls a second; below 0: unlimited
 */
public record ClientConnection(String kubeconfig, double qps, int burst) {
  static ClientConnection of(JsonObject connection) {
    double qps =
        switch (connection.get("qps")) {
          case JsonDouble(double number) -> number;
          case JsonLong(long number) -> number;
          default -> 50;
        };
    return new ClientConnection(
        connection.text("kubeconfig"), qps == 0 ? 50 : qps, (int) connection.number("burst", 100));
  }
}
