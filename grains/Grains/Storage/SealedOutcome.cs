using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>A transition as it is stored: whom it is about is a blind index, everything else about the pupil is sealed.</summary>
internal sealed record SealedTransition(long Update, byte[] Subject, string Rule, int Episode, int Sequence, long At, byte[] Body);

internal sealed record SealedMessage(long Update, string Channel, long DueAt, byte[] Body);

/// <summary>An outcome as it is stored.</summary>
internal sealed record SealedOutcome(long Processed, SealedTransition[] Transitions, SealedMessage[] Messages)
{
    public long? FirstUpdate => Transitions.Length == 0 ? null : Transitions[0].Update;

    public long? LastUpdate => Transitions.Length == 0 ? null : Transitions[^1].Update;

    public long Bytes => 64 + Transitions.Sum(row => 64L + row.Body.Length) + Messages.Sum(row => 64L + row.Body.Length);

    /// <exception cref="ArgumentException">The numbers have a gap, or an outbox row tells of an update that is not in the outcome.</exception>
    public static SealedOutcome From(SchoolId school, Outcome outcome, SchoolKeyring ring)
    {
        var transitions = outcome.Transitions.Select(transition => Sealed(transition, ring)).ToArray();
        for (var i = 0; i < transitions.Length; i++)
        {
            if (transitions[i].Update != transitions[0].Update + i || transitions[i].Update < 1)
                throw new ArgumentException($"School {school}: update numbers must rise by one.", nameof(outcome));
        }

        var result = new SealedOutcome(outcome.ProcessedPosition, transitions, [.. outcome.Outbox.Select(message => Sealed(message, ring))]);
        foreach (var message in result.Messages)
        {
            if (message.Update < result.FirstUpdate || message.Update > result.LastUpdate || result.FirstUpdate is null)
                throw new ArgumentException($"School {school}: an outbox row must tell of an update of its own outcome.", nameof(outcome));
            if (!IdText.IsValid(message.Channel))
                throw new ArgumentException($"School {school}: a channel's name is 1 to 64 letters, digits, '-', '_' or '.'.", nameof(outcome));
        }

        return result;
    }

    public static string SubjectText(AlertSubject subject) => $"{subject.School}|{subject.Student}|{subject.Trust}|{subject.Facet}";

    private static SealedTransition Sealed(Transition transition, SchoolKeyring ring) => new(
        transition.Update,
        ring.Index(SubjectText(transition.Alert.Subject)),
        transition.Alert.Rule.Value,
        transition.Alert.Episode,
        transition.Sequence,
        transition.At.UtcTicks,
        ring.Seal("transition", RowOf(transition.Update), TransitionJson.Write(transition)));

    private static SealedMessage Sealed(OutboxMessage message, SchoolKeyring ring) => new(
        message.Update,
        message.Channel,
        message.DueAt.UtcTicks,
        ring.Seal("outbox", OutboxRowOf(message.Update, message.Channel), message.Body.Span));

    public static string RowOf(long update) => update.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string OutboxRowOf(long update, string channel) => $"{RowOf(update)}/{channel}";
}
