package dev.keelson.launcher.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What the stack says: who logged, and where something was thrown. */
final class Stack {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final List<String> OWN =
      List.of(
          LineLogger.class.getName(),
          JulBridge.class.getName(),
          Stack.class.getName(),
          "org.slf4j.",
          "org.apache.ratis.thirdparty.io.netty.util.internal.logging.",
          "io.netty.util.internal.logging.",
          "java.util.logging.");

  private Stack() {}

  /** {@code package/File.java:line} of whoever called the logger: one package, as etcd has it. */
  static String caller() {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> OWN.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .map(frame -> place(frame.toStackTraceElement()))
                .orElse("unknown"));
  }

  private static String place(StackTraceElement element) {
    String type = element.getClassName();
    int end = type.lastIndexOf('.');
    String dir = end < 0 ? "" : type.substring(type.lastIndexOf('.', end - 1) + 1, end) + "/";
    return dir + element.getFileName() + ":" + element.getLineNumber();
  }

  static String text(Throwable thrown) {
    StringWriter out = new StringWriter();
    thrown.printStackTrace(new PrintWriter(out));
    return out.toString();
  }
}
