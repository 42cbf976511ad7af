package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.CannotStart;
import dev.keelson.raftstore.tls.TlsFault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A failure and its causes in one line for an operator; the stack is for the debug level. */
public final class OneLine {
  private static final int MOST_CAUSES = 5;

  private OneLine() {}

  public static String of(Throwable failure) {
    Set<String> said = new LinkedHashSet<>();
    int depth = 0;
    for (Throwable each = failure; each != null && depth < MOST_CAUSES; each = each.getCause()) {
      if (each instanceof CompletionException || each instanceof ExecutionException) {
        continue;
      }
      said.add(text(each));
      depth++;
    }
    List<String> parts = new ArrayList<>();
    for (String each : said) {
      if (parts.stream().noneMatch(part -> part.contains(each))) {
        parts.add(each);
      }
    }
    return String.join(": ", parts);
  }

  private static String text(Throwable each) {
    String message = each.getMessage();
    String name = each.getClass().getSimpleName();
    String text =
        switch (each) {
          case BadSetting bad -> bad.line();
          case CannotStart _ when message != null -> message;
          case TlsFault _ when message != null -> message;
          case Throwable _ when message != null -> name + " (" + message + ")";
          case Throwable _ -> name;
        };
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
