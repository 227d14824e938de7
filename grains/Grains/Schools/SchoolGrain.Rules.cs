using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>The school's rule book: its editions are rows of the journal, so a replay of it knows which applied when.</content>
public sealed partial class SchoolGrain
{
    private const string Configuration = "configuration";

    /// <summary>Every edition in the journal; those whose row still waits are not yet among <see cref="SchoolMemory.Editions"/>.</summary>
    private RuleEditions published = RuleEditions.Catalogue;

    public Task<ImmutableArray<RuleEdition>> Rules() => Task.FromResult<ImmutableArray<RuleEdition>>([.. published.All]);

    public async Task<PublishRulesAnswer> PublishRules(PublishRulesRequest request)
    {
        if (published.All.FirstOrDefault(edition => edition.CommandId == request.CommandId) is { } before)
            return Answered(before);
        if (request.BasedOn != published.Last.Number)
            return new PublishRulesAnswer(null, true, ImmutableDictionary<string, string>.Empty);
        var today = SchoolTime.DateOf(Later(clock.Now));
        var next = Next(request.Changes, request.InForceFrom ?? Latest(today, published.Last.InForceFrom)) with { Author = request.Actor, Reason = request.Reason, CommandId = request.CommandId };
        var troubles = published.Troubles(request.Changes).ToImmutableDictionary();
        if (next.InForceFrom < Latest(today, published.Last.InForceFrom))
            troubles = troubles.SetItem("inForceFrom", $"must not be before {Latest(today, published.Last.InForceFrom):yyyy-MM-dd}");
        if (troubles.IsEmpty && published.With(next).ChangesOf(next.Number).IsEmpty)
            troubles = troubles.SetItem("changes", "nothing would change");
        if (!troubles.IsEmpty)
            return new PublishRulesAnswer(null, false, troubles);

        var what = $"edition {next.Number} from {next.InForceFrom:yyyy-MM-dd}: {string.Join("; ", published.With(next).ChangesOf(next.Number))}";
        await Audited(new AuditRow(clock.Now, request.Actor, "rules.publish", school, what, request.Reason), "The audit trail cannot be written, so nothing is published.");
        await Publish(next);
        return Answered(published.Last);
    }

    private static PublishRulesAnswer Answered(RuleEdition edition) => new(edition, false, ImmutableDictionary<string, string>.Empty);

    // What is configured is recorded when it changes: the journal alone must say by which rules it was judged, whatever a silo is told later.
    private async Task RecordConfiguration()
    {
        var changes = configured.Of(school);
        if (changes.IsSameAs(published.Configured))
            return;
        var from = Latest(Latest(SchoolTime.DateOf(Later(clock.Now)), published.Last.InForceFrom), configured.InForceFrom ?? default);
        await Publish(Next(changes, from) with { IsConfiguration = true });
    }

    private async Task Publish(RuleEdition next)
    {
        var text = new EditionText
        {
            Changes = next.Changes,
            InForceFrom = next.InForceFrom,
            Author = next.Author,
            Reason = next.Reason,
            IsConfiguration = next.IsConfiguration,
            CommandId = next.CommandId,
        };
        await Accept(EntryKind.RulesPublished, $"rules/{next.Number}/{next.CommandId}", [], text.Write());
    }

    private RuleEdition Next(RuleChanges changes, DateOnly from) => new()
    {
        Number = published.Last.Number + 1,
        InForceFrom = from,
        PublishedAt = Later(clock.Now),
        Author = Configuration,
        Changes = changes,
    };

    private void TakeUp(JournalEntry row)
    {
        if (row.Kind is not EntryKind.RulesPublished)
            return;
        published = published.With(EditionText.Read(row, published.Last.Number + 1));
        shelf.Keep(school, published);
    }

    private ImmutableArray<AlertUnder> OlderOf(AlertSubject subject, DateTimeOffset at) => board.OlderThan(subject, memory.Editions.NumberAt(at));

    private static DateOnly Latest(DateOnly one, DateOnly other) => one > other ? one : other;
}
