package dev.keelson.controllers.cloud.loopback;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.cloud.Route;
import dev.keelson.controllers.cloud.Routes;
import java.util.ArrayList;
import java.util.List;

/** A table that nobody routes by, and everybody can read: there is but one machine. */
final class LoopbackRoutes implements Routes {
  private final Table table;

  LoopbackRoutes(Table table) {
    this.table = table;
  }

  @Override
  public List<Route> list() {
    List<Route> routes = new ArrayList<>();
    table
        .all()
        .forEach(
            (name, tree) ->
                routes.add(
                    new Route(
                        name,
                        tree.text("node"),
                        List.of(),
                        tree.text("cidr"),
                        tree.isTrue("blackhole"))));
    return routes;
  }

  @Override
  public void create(Route route) {
    String name = route.node() + "-" + route.cidr().replace('/', '_').replace(':', '.');
    table.put(
        name, JsonObject.builder().put("node", route.node()).put("cidr", route.cidr()).build());
  }

  @Override
  public void delete(Route route) {
    table.remove(route.name());
  }
}
