package dev.keelson.controllers.basis;

import dev.keelson.controllers.Controller;
import java.util.List;
import java.util.stream.Collectors;

/** Several loops that are one controller to whoever starts it. */
public record Controllers(List<Controller> parts) implements Controller {
  public Controllers {
    parts = List.copyOf(parts);
  }

  public static Controller of(Controller... parts) {
    return new Controllers(List.of(parts));
  }

  /** Nothing runs: its flags, or the server, leave it nothing to do. */
  public static Controller idle() {
    return new Controllers(List.of());
  }

  @Override
  public String trouble() {
    return parts.stream()
        .map(Controller::trouble)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.joining("; "));
  }

  @Override
  public void close() {
    parts.forEach(Controller::close);
  }
}
