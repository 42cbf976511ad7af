package dev.keelson.controllers.bootstrap;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.controllers.Controller;
import java.util.List;

/** A loop on informers of its own: of one namespace, which nobody else wants. */
record Owned(List<Informer> informers, Controller loop) implements Controller {
  @Override
  public void close() {
    loop.close();
    informers.forEach(Informer::close);
  }
}
