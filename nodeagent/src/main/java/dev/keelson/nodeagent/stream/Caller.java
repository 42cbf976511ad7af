package dev.keelson.nodeagent.stream;

import java.util.List;

/** Who asks. */
record Caller(String user, List<String> groups) {
  static final Caller ANONYMOUS = new Caller("system:anonymous", List.of("system:unauthenticated"));
}
