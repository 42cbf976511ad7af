package dev.keelson.controllers.cloud;

import java.util.List;

/** A cloud's routing table. As {@link CloudProvider}. */
public interface Routes {
  /** Those that belong to this cluster. */
  List<Route> list();

  /** One that is there already is none more. */
  void create(Route route);

  /** One that is gone already is none less. */
  void delete(Route route);
}
