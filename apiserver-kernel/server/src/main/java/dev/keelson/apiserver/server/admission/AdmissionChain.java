package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.metrics.ServerMetrics;
import java.util.List;
import java.util.Optional;

/** The steps in upstream's order, timed. Immutable; later parts make longer ones. */
public record AdmissionChain(List<AdmissionStep> steps, ServerMetrics metrics) {
  public static final AdmissionChain NONE = new AdmissionChain(List.of(), new ServerMetrics());

  public AdmissionChain {
    steps = List.copyOf(steps);
  }

  private record Timed(String name, Operation operation, String type, boolean isRejected) {}

  public AdmissionRequest mutate(AdmissionRequest request) {
    AdmissionRequest current = request;
    long began = System.nanoTime();
    long last = began;
    String plugin = "";
    try {
      for (AdmissionStep step : steps) {
        Optional<ApiObject> object = current.object();
        if (object.isPresent()) {
          plugin = step.name();
          ApiObject changed = step.mutate(current, object.get());
          if (changed != object.get()) {
            current = current.with(changed);
          }
          last = plugin(plugin, request.operation(), "admit", false, last);
        }
      }
      step(request.operation(), "admit", false, began);
      return current;
    } catch (ApiFailure e) {
      plugin(plugin, request.operation(), "admit", true, last);
      step(request.operation(), "admit", true, began);
      throw e;
    }
  }

  public void validate(AdmissionRequest request) {
    long began = System.nanoTime();
    long last = began;
    String plugin = "";
    try {
      for (AdmissionStep step : steps) {
        plugin = step.name();
        step.validate(request);
        last = plugin(plugin, request.operation(), "validate", false, last);
      }
      step(request.operation(), "validate", false, began);
    } catch (ApiFailure e) {
      plugin(plugin, request.operation(), "validate", true, last);
      step(request.operation(), "validate", true, began);
      throw e;
    }
  }

  private long plugin(
      String name, Operation operation, String type, boolean isRejected, long began) {
    long now = System.nanoTime();
    metrics
        .plugins()
        .observe(
            new Timed(name, operation, type, isRejected),
            now - began,
            "name",
            name,
            "operation",
            operation.name(),
            "rejected",
            Boolean.toString(isRejected),
            "type",
            type);
    return now;
  }

  private void step(Operation operation, String type, boolean isRejected, long began) {
    metrics
        .steps()
        .observe(
            new Timed("", operation, type, isRejected),
            System.nanoTime() - began,
            "operation",
            operation.name(),
            "rejected",
            Boolean.toString(isRejected),
            "type",
            type);
  }
}
