package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import kprobarium.experiment.Session;
import kprobarium.live.Message.FileAsked;
import kprobarium.live.Message.FileShown;
import kprobarium.live.Message.JournalAsked;
import kprobarium.live.Message.JournalText;
import kprobarium.live.Message.ListingAsked;
import kprobarium.live.Message.ListingShown;
import kprobarium.live.Message.MachineAsked;
import kprobarium.live.Message.MachineView;
import kprobarium.live.Message.Turn;
import kprobarium.live.Message.TurnWanted;

/// Shows the machine. Questions wait for a turn; one turn answers all that have come by then with one look.
final class MachineVerticle extends VerticleBase {
    private final List<io.vertx.core.eventbus.Message<MachineAsked>> views = new ArrayList<>();
    private final List<io.vertx.core.eventbus.Message<ListingAsked>> listings = new ArrayList<>();
    private final List<io.vertx.core.eventbus.Message<FileAsked>> files = new ArrayList<>();
    private final List<io.vertx.core.eventbus.Message<JournalAsked>> journals = new ArrayList<>();
    private final Turnstile turnstile;

    MachineVerticle(Turnstile turnstile) {
        this.turnstile = turnstile;
    }

    @Override
    public Future<?> start() {
        EventBus bus = vertx.eventBus();
        return Future.all(
                bus.<MachineAsked>localConsumer(Addresses.MACHINE, question -> ask(views, question)).completion(),
                bus.<ListingAsked>localConsumer(Addresses.LISTING, question -> ask(listings, question)).completion(),
                bus.<FileAsked>localConsumer(Addresses.FILE, question -> ask(files, question)).completion(),
                bus.<JournalAsked>localConsumer(Addresses.JOURNAL, question -> ask(journals, question)).completion(),
                bus.<Turn>localConsumer(Addresses.MACHINE_TURN, turn -> turnstile.spend(turn, "machine", this::answer)).completion());
    }

    private <T> void ask(List<T> questions, T question) {
        questions.add(question);
        vertx.eventBus().send(Addresses.TURN_WANTED, new TurnWanted(Addresses.MACHINE_TURN));
    }

    private int answer(Session session, Turn turn) {
        if (!views.isEmpty()) {
            var view = new MachineView(
                    IntStream.range(0, session.cpus()).mapToObj(session::cpu).toList(), session.probes(), session.counters());
            views.forEach(question -> question.reply(view));
            views.clear();
        }
        if (!listings.isEmpty()) {
            var listing = new ListingShown(Listing.of(session));
            listings.forEach(question -> question.reply(listing));
            listings.clear();
        }
        files.forEach(question -> question.reply(new FileShown(session.read(question.body().path()))));
        files.clear();
        if (!journals.isEmpty()) {
            var journal = new JournalText(session.journal());
            journals.forEach(question -> question.reply(journal));
            journals.clear();
        }
        return 0;
    }
}
