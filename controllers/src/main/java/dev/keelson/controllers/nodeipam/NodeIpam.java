package dev.keelson.controllers.nodeipam;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.basis.Controllers;
import dev.keelson.controllers.node.NodeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Ranges are marked as taken by the handler, which has heard of every node before the first worker
 * begins; given by the workers; given back when the node is gone. A node for which none is left
 * waits, whatever becomes of it meanwhile, until one is given back: it is told of when it begins to
 * wait, and as seldom as upstream's longest pause between two attempts afterwards.
 */
public final class NodeIpam {
  public static final ControllerKind KIND =
      ControllerKind.of("node-ipam-controller", NodeIpam::start);

  private static final Logger LOG = LoggerFactory.getLogger(NodeIpam.class);
  private static final int WORKERS = 8;

  /** Of a node that waits, should nobody give a range back. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1000);

  private final ControllerContext context;
  private final List<CidrRange> ranges;
  private final Informer nodes;
  private final Loop loop;

  /** Nodes for which there was no range. */
  private final Set<ObjectName> waiting = ConcurrentHashMap.newKeySet();

  private NodeIpam(ControllerContext context, List<CidrRange> ranges) {
    this.context = context;
    this.ranges = ranges;
    this.nodes = context.informers().of("v1", "nodes");
    this.loop = Loop.of("node-ipam-controller", context, this::reconcile).needs(nodes);
  }

  private static Controller start(ControllerContext context) {
    IpamOptions options = IpamOptions.of(context.options());
    if (!options.isOn()) {
      return Controllers.idle();
    }
    NodeIpam ipam = new NodeIpam(context, options.ranges());
    ipam.nodes.addHandler(ipam.handler());
    return ipam.loop.start(WORKERS);
  }

  private InformerHandler handler() {
    return new InformerHandler() {
      @Override
      public void added(ApiObject node) {
        updated(node, node);
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        if (!new NodeView(now).podCidrs().isEmpty()) {
          waiting.remove(now.objectName());
          each(now, true);
        } else if (!waiting.contains(now.objectName())) {
          loop.add(now.objectName());
        }
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        waiting.remove(last.objectName());
        each(last, false);
        wakeOne();
      }
    };
  }

  /** A node with ranges that are none of ours, from before a change of flags, does no harm. */
  private void each(ApiObject node, boolean isTaken) {
    List<String> cidrs = new NodeView(node).podCidrs();
    for (int i = 0; i < cidrs.size() && i < ranges.size(); i++) {
      try {
        Cidr cidr = Cidr.parse(cidrs.get(i));
        if (isTaken) {
          ranges.get(i).occupy(cidr);
        } else {
          ranges.get(i).release(cidr);
        }
      } catch (IllegalArgumentException e) {
        LOG.warn("node {}: {}", node.name(), e.getMessage());
      }
    }
  }

  private Result reconcile(ObjectName name) {
    Optional<ApiObject> node = nodes.store().get(name);
    if (node.isEmpty()
        || node.get().isBeingDeleted()
        || !new NodeView(node.get()).podCidrs().isEmpty()) {
      waiting.remove(name);
      return Result.done();
    }
    Optional<List<Cidr>> given = allocate();
    if (given.isEmpty()) {
      boolean isFirst = waiting.isEmpty();
      waiting.add(name);
      // Once more: one may have been given back before anybody could know that this one waits.
      given = allocate();
      if (given.isEmpty()) {
        note(node.get(), "CIDRNotAvailable");
        LOG.atLevel(isFirst ? Level.WARN : Level.DEBUG).log("no range is left for node {}", name);
        return Result.after(LOOK_AGAIN);
      }
      waiting.remove(name);
    }
    return write(node.get(), given.get());
  }

  /** One of each family. Empty: there is none. */
  private Optional<List<Cidr>> allocate() {
    List<Cidr> given = new ArrayList<>();
    for (CidrRange range : ranges) {
      Optional<Cidr> piece = range.allocate();
      if (piece.isEmpty()) {
        giveBack(given);
        return Optional.empty();
      }
      given.add(piece.get());
    }
    return Optional.of(given);
  }

  /** Ranges were given back: whoever waits may look. */
  private void wakeOne() {
    for (ObjectName name : waiting) {
      if (waiting.remove(name)) {
        loop.add(name);
        return;
      }
    }
  }

  /**
   * Only if the node is still as it was read: so a node that has ranges, which we had not heard of
   * yet, keeps them. Where the server did not answer, the ranges stay taken: the write may have
   * been done.
   */
  private Result write(ApiObject node, List<Cidr> given) {
    List<String> texts = given.stream().map(Cidr::toString).toList();
    JsonObject change =
        JsonObject.of(
            "metadata",
            JsonObject.builder()
                .put("uid", node.uid())
                .put("resourceVersion", node.resourceVersion())
                .build(),
            "spec",
            JsonObject.builder()
                .put("podCIDR", texts.getFirst())
                .put("podCIDRs", JsonArray.ofText(texts))
                .build());
    try {
      context.writing(nodes).patch(node.objectName(), PatchType.MERGE, JsonWriter.bytes(change));
      return Result.done();
    } catch (ApiFailure e) {
      if (e.status().code() != 504) {
        release(given);
      }
      if (e.status().code() == 404) {
        return Result.done();
      }
      if (e.status().code() != 409) {
        note(node, "CIDRAssignmentFailed");
      }
      throw e;
    }
  }

  private void release(List<Cidr> given) {
    giveBack(given);
    wakeOne();
  }

  private void giveBack(List<Cidr> given) {
    for (int i = 0; i < given.size(); i++) {
      ranges.get(i).release(given.get(i));
    }
  }

  private void note(ApiObject node, String status) {
    context
        .events()
        .accept(
            EventNote.normal(node, status, "Node " + node.name() + " status is now: " + status));
  }
}
