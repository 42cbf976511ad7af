package dev.keelson.scheduler.preempt;

import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.plugin.PluginContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the informers know: pods by name, and all disruption budgets. Any thread. */
record Known(Function<ObjectName, Optional<ApiObject>> pods, Supplier<List<ApiObject>> budgets) {
  static Known of(PluginContext context) {
    Store pods = context.informers().of("v1", "pods").store();
    Store budgets = context.informers().of("policy/v1", "poddisruptionbudgets").store();
    return new Known(pods::get, budgets::list);
  }
}
