package dev.keelson.benchmarks.api;

import java.nio.charset.StandardCharsets;

/** One request. */
record Call(String method, String path, String accept, String contentType, byte[] body) {
  static final String JSON = "application/json";
  static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final byte[] NO_BODY = new byte[0];

  static Call get(String path) {
    return new Call("GET", path, JSON, "", NO_BODY);
  }

  static Call getProtobuf(String path) {
    return new Call("GET", path, PROTOBUF, "", NO_BODY);
  }

  static Call post(String path, String body) {
    return new Call("POST", path, JSON, JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  static Call put(String path, String body) {
    return new Call("PUT", path, JSON, JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  static Call delete(String path) {
    return new Call("DELETE", path, JSON, "", NO_BODY);
  }
}
