package dev.keelson.controllers.cloud.loopback;

/** Where a forwarder sends to. */
record Backend(String host, int port) {
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
