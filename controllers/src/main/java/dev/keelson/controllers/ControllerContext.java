package dev.keelson.controllers;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.Timing;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What a controller is given.
 *
 * @param client speaks as this controller; its timing is {@code timing}
 * @param informers of the whole process; whoever runs the controllers starts them
 * @param events takes what happened, and never waits
 * @param random for names and jitter
 */
public record ControllerContext(
    ApiClient client,
    SharedInformers informers,
    Consumer<EventNote> events,
    Timing timing,
    RandomGenerator random,
    ControllerOptions options) {
  /** What {@code informer} watches, as this controller: informers speak as the whole process. */
  public ResourceClient writing(Informer informer) {
    return client.resource(informer.resource().resource());
  }
}
