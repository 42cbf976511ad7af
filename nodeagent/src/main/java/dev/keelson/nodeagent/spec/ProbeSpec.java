package dev.keelson.nodeagent.spec;

import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** A probe, with the API's defaults where a static pod leaves them out. */
public record ProbeSpec(JsonObject tree) {
  public enum Kind {
    STARTUP("startupProbe", "Startup"),
    LIVENESS("livenessProbe", "Liveness"),
    READINESS("readinessProbe", "Readiness");

    private final String field;
    private final String word;

    Kind(String field, String word) {
      this.field = field;
      this.word = word;
    }

    /** Of a container. */
    public String field() {
      return field;
    }

    /** As it stands in events. */
    public String word() {
      return word;
    }
  }

  public Duration initialDelay() {
    return Duration.ofSeconds(tree.number("initialDelaySeconds", 0));
  }

  public Duration period() {
    return Duration.ofSeconds(Math.max(1, tree.number("periodSeconds", 10)));
  }

  public int successThreshold() {
    return (int) Math.max(1, tree.number("successThreshold", 1));
  }

  public int failureThreshold() {
    return (int) Math.max(1, tree.number("failureThreshold", 3));
  }

  public boolean isHttp() {
    return tree.isSet("httpGet");
  }

  /** Of the URL. */
  public String httpPath() {
    return tree.object("httpGet").text("path", "/");
  }

  /** Empty: not by command. */
  public List<String> command() {
    return tree.object("exec").array("command").texts().toList();
  }
}
