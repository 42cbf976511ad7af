package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiResponse;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests from the event loops to the handler, each on a virtual thread. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Handler handler;
  private final HttpBounds bounds;
  private final BodyBudget budget;
  private final Semaphore inFlight;

  Dispatcher(Handler handler, HttpBounds bounds, BodyBudget budget) {
    this.handler = handler;
    this.bounds = bounds;
    this.budget = budget;
    this.inFlight = new Semaphore(bounds.requestsInFlight());
  }

  /**
   * Returns at once.
   *
   * @param answer called once, on any thread, the caller's own included
   */
  void dispatch(RawRequest request, Consumer<ApiResponse> answer) {
    if (!inFlight.tryAcquire()) {
      budget.giveBack(request.body().held());
      answer.accept(
          ApiResponse.failure(
              ApiStatus.tooManyRequests("Too many requests, please try again later.", 1)));
      return;
    }
    Thread.ofVirtual().name("request").start(() -> run(request, answer));
  }

  private void run(RawRequest request, Consumer<ApiResponse> answer) {
    ApiResponse response;
    try {
      response = finished(request, handler.handle(request.parse()));
    } catch (ApiFailure failure) {
      response = ApiResponse.failure(failure.status());
    } catch (Throwable fault) { // an Error too: the client must not wait for ever
      LOG.error("{} {} failed", request.method(), pathOf(request), fault);
      response =
          ApiResponse.failure(
              ApiStatus.internal("the server failed at this request; its log says more"));
    } finally {
      budget.giveBack(request.body().held());
      inFlight.release();
    }
    answer.accept(response);
  }

  private ApiResponse finished(RawRequest request, ApiResponse response) {
    return response instanceof ApiResponse.Complete complete
        ? Gzip.compressed(request.headers(), complete, bounds.gzipFromBytes())
        : response;
  }

  /** Without the query: tokens of old WebSocket clients stand there. */
  private static String pathOf(RawRequest request) {
    int mark = request.target().indexOf('?');
    return mark < 0 ? request.target() : request.target().substring(0, mark);
  }

  /** Lets go of an answer that nobody waits for any more. */
  static void discard(ApiResponse response) {
    switch (response) {
      case ApiResponse.Complete _ -> {}
      case ApiResponse.Streaming streaming -> streaming.body().close();
      case ApiResponse.Upgraded upgraded -> upgraded.takeover().closed();
    }
  }
}
