package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Query;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Cacher;
import dev.keelson.apiserver.server.storage.cache.Freshness;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Listing;
import dev.keelson.apiserver.server.storage.cache.WatchFeed;
import dev.keelson.apiserver.server.storage.cache.WatchQuery;
import java.util.Optional;

/** get, list, watch. */
final class ReadVerbs {
  private final Serving serving;

  ReadVerbs(Serving serving) {
    this.serving = serving;
  }

  ApiResponse get(Call call) {
    Rendering rendering = rendering(call);
    return rendering.one(200, find(call));
  }

  /**
   * @throws ApiFailure 404
   */
  Stored find(Call call) {
    return cacher(call)
        .get(call.info().objectName(), Freshness.of(call.request().query().text("resourceVersion")))
        .orElseThrow(
            () -> new ApiFailure(ApiStatus.notFound(call.resource().name(), call.info().name())));
  }

  private Cacher cacher(Call call) {
    return serving.cachers().of(call.resource());
  }

  private Rendering rendering(Call call) {
    return Rendering.of(call.request(), call.resource(), serving.protobuf(), serving.clock());
  }

  ApiResponse list(Call call) {
    Rendering rendering = rendering(call);
    Query query = call.request().query();
    Listing listing =
        cacher(call)
            .list(
                new ListQuery(
                    Selecting.of(call.resource(), call.info(), query),
                    query.text("resourceVersion"),
                    query.text("resourceVersionMatch"),
                    query.number("limit", 0),
                    query.text("continue")));
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("resourceVersion", Long.toString(listing.revision()))
            .putUnlessEmpty("continue", listing.continueToken());
    listing.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
    return rendering.list(metadata.build(), listing.items());
  }

  ApiResponse watch(Call call) {
    Rendering rendering = rendering(call);
    Query query = call.request().query();
    WatchFeed feed =
        cacher(call)
            .watch(
                new WatchQuery(
                    Selecting.of(call.resource(), call.info(), query),
                    query.text("resourceVersion"),
                    query.text("resourceVersionMatch"),
                    query.has("sendInitialEvents")
                        ? Optional.of(query.isTrue("sendInitialEvents"))
                        : Optional.empty(),
                    query.isTrue("allowWatchBookmarks"),
                    query.number("timeoutSeconds", 0),
                    query.text("continue")));
    if (WatchSocket.isWanted(call.request()) && rendering.watchType().endsWith("json")) {
      return new WatchSocket(new WatchBody(feed, rendering, 1)).answer(call.request());
    }
    return new ApiResponse.Streaming(
        200,
        Headers.of("content-type", rendering.watchType())
            .with("cache-control", "no-cache, private"),
        new WatchBody(feed, rendering, WatchBody.MOST));
  }
}
