using Microsoft.AspNetCore.Components;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Layout;
using RiskMonitor.Dashboard.Live;
using RiskMonitor.Dashboard.Students;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>The wall at a desk: one lane a school, worked through with the keyboard.</summary>
public sealed partial class Triage : LiveComponent
{
    private static readonly TimeSpan UndoShown = TimeSpan.FromSeconds(10);

    private IReadOnlyList<(BoardModel Board, Lane Lane)> _lanes = [];
    private readonly LaneSheet _sheet = new();
    private BoardFilter? _counted;
    private IReadOnlyList<string> _rules = [];
    private IReadOnlyList<(SeverityLook Look, int Count)> _tally = [];
    private Announcements _announced = new();
    private string? _focused;
    private readonly HashSet<string> _selected = [];
    private WorkAsked? _asking;
    private WorkDone? _done;
    private DateTimeOffset _doneAt;
    private string _undone = "";
    private string? _focusNext;
    private string? _restored;
    private readonly HashSet<string> _focusing = [];
    private List<string> _orderWhenAsked = [];
    private bool _help;
    private HashSet<(string School, string Alert)>? _digest;
    private int _ofDigest;

    [Inject]
    public required Screen Screen { get; set; }

    [Inject]
    public required Device Device { get; set; }

    [Inject]
    public required RiskMonitorClient Client { get; set; }

    [Inject]
    public required NavigationManager Address { get; set; }

    [Parameter, EditorRequired]
    public required Me Me { get; set; }

    [Parameter, EditorRequired]
    public required BoardFilter Filter { get; set; }

    private IReadOnlyList<BoardModel> Shown =>
    [
        .. Me.Schools.Select(school => school.School)
            .Where(school => Filter.School is null || Filter.School == school)
            .Select(school => Store.Boards.GetValueOrDefault(school))
            .OfType<BoardModel>(),
    ];

    private BoardModel? NotLive => Shown.FirstOrDefault(board => board.NotLiveSince is not null);

    private BoardModel? AnyKnown => Shown.FirstOrDefault(board => board.Known);

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Screen.Pressed += Press;
        OnChanged();
    }

    protected override void OnParametersSet()
    {
        if (Filter.Digest is null)
        {
            _digest = null;
        }

        OnChanged();
    }

    private void Know(DigestList list)
    {
        _digest = list.Alerts.Select(alert => (alert.School, alert.Alert)).ToHashSet();
        OnChanged();
    }

    protected override void OnChanged()
    {
        var before = _lanes;
        _lanes = [.. Shown.Select(board => (board, _sheet.Of(board, Filter with { OfDigest = _digest })))];
        // What is counted of lanes is counted again when one of them is another, not with every second.
        if (_counted != Filter || !_lanes.Select(lane => lane.Lane).SequenceEqual(before.Select(lane => lane.Lane), ReferenceEqualityComparer.Instance))
        {
            Count();
        }

        // What was taken back has the keyboard once the board has put it back in its place, and not before: the card there is a new one.
        if (_restored is { } restored && Find(restored) is { } card && card.ToAcknowledge.Any())
        {
            (_focused, _focusNext, _restored) = (restored, CardView.DomIdOf(restored), null);
        }

        _ofDigest = _digest is null ? 0 : Shown.SelectMany(board => board.Alerts.Values).Count(alert => AlertStates.IsOpen(alert.State) && _digest.Contains((alert.School, alert.Alert)));
        if (_lanes.Any(lane => lane.Board.Known))
        {
            _announced = _announced.Hear([.. _lanes.Select(lane => lane.Lane)], NotLive is null, At);
        }
    }

    private void Count()
    {
        _counted = Filter;
        _rules = [.. Store.Boards.Values.SelectMany(board => board.Alerts.Values).Select(alert => alert.Rule).Append(Filter.Rule).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        _tally =
        [
            .. _lanes.SelectMany(lane => lane.Lane.WaitingBySeverity())
                .GroupBy(count => count.Look, count => count.Count)
                .OrderByDescending(group => group.Key.Rank)
                .Select(group => (group.Key, group.Sum())),
        ];
    }

    protected override void Dispose(bool disposing)
    {
        Screen.Pressed -= Press;
        base.Dispose(disposing);
    }

    private void Choose(BoardFilter filter) => Address.NavigateTo("/" + filter.Query());

    private void Seen() => Store.ChangeAll(board => board.SeenAway());

    private void Press(string key) => _ = InvokeAsync(async () =>
    {
        await Act(key);
        StateHasChanged();
    });

    private Task Act(string key) => key switch
    {
        "j" => Move(1),
        "k" => Move(-1),
        "a" => AskFocused(WorkVerbs.Acknowledge),
        "s" => AskFocused(WorkVerbs.Snooze),
        "e" => AskFocused(WorkVerbs.Escalate),
        "n" => AskFocused(WorkVerbs.Note),
        "c" => AskFocused(WorkVerbs.Close),
        "u" => Undo(),
        "x" => Select(range: false),
        "X" => Select(range: true),
        "Enter" => Open(),
        "/" => Device.Focus(FilterBar.FirstField),
        "?" => Toggle(!_help),
        "Escape" => Close(),
        _ => Task.CompletedTask,
    };

    private Task Toggle(bool help)
    {
        _help = help;
        return Task.CompletedTask;
    }

    private async Task Close()
    {
        (_help, _asking) = (false, null);
        _selected.Clear();
        if (_focused is { } focused)
        {
            await Device.Focus(CardView.DomIdOf(focused));
        }
    }

    private Task Move(int step)
    {
        var order = _lanes.SelectMany(lane => lane.Lane.Cards).Select(card => card.Id).ToList();
        if (order.Count == 0)
        {
            return Task.CompletedTask;
        }

        var at = _focused is null ? -1 : order.IndexOf(_focused);
        _focused = order[at < 0 ? 0 : Math.Clamp(at + step, 0, order.Count - 1)];
        // Of a long list the card may first have to be painted.
        _focusNext = CardView.DomIdOf(_focused);
        return Task.CompletedTask;
    }

    // What we focus ourselves says so too, and may say it after the next key: only a person's own focusing moves where the keyboard is.
    private void Focus(string card)
    {
        if (!_focusing.Contains(CardView.DomIdOf(card)))
        {
            _focused = card;
        }
    }

    private Task Open()
    {
        if (Me.CanOpenCases && Focused is { Student: { } student } card)
        {
            Address.NavigateTo(CasePage.AddressOf(card.School, student));
        }

        return Task.CompletedTask;
    }

    private PupilCard? Focused => _lanes
        .SelectMany(lane => lane.Lane.Cards.Concat(lane.Lane.PreExisting))
        .FirstOrDefault(card => card.Id == _focused);

    private PupilCard? Find(string id) => _lanes.SelectMany(lane => lane.Lane.Cards.Concat(lane.Lane.PreExisting)).FirstOrDefault(card => card.Id == id);

    /// <summary>The alerts of all selected cards that the open form is about; null when none is selected.</summary>
    private IReadOnlyList<AlertCard>? Together => _asking is { } asking && _selected.Count > 0
        ? [.. _selected.Append(asking.Card).Distinct(StringComparer.Ordinal).Select(Find).OfType<PupilCard>().SelectMany(card => card.For(asking.Verb))]
        : null;

    /// <summary>Shown for ten seconds after it was done.</summary>
    private WorkDone? Undoable => _done is { } done && At - _doneAt < UndoShown ? done : null;

    private Task AskFocused(string verb) =>
        Me.CanAcknowledge && Focused is { } card && card.For(verb).Count > 0 ? Ask(new WorkAsked(card.Id, verb)) : Task.CompletedTask;

    /// <summary>An acknowledgement opens on its button, so that Enter confirms; what needs a reason opens on the reason.</summary>
    private Task Ask(WorkAsked asked)
    {
        (_asking, _focused) = (asked, asked.Card);
        _orderWhenAsked = [.. _lanes.SelectMany(lane => lane.Lane.Cards.Concat(lane.Lane.PreExisting)).Select(card => card.Id)];
        var id = CardView.DomIdOf(asked.Card);
        _focusNext = asked.Verb == WorkVerbs.Acknowledge && _selected.Count == 0 || asked.Verb == WorkVerbs.Watch ? WorkForm.ButtonOf(id) : WorkForm.NoteOf(id);
        return Task.CompletedTask;
    }

    /// <summary>
    /// What was taken on, set aside or closed leaves its place, so the keyboard goes on with the next that waits, and who works through a morning's
    /// list never has to scroll back for it. Otherwise it is back on the card it came from.
    /// </summary>
    private void Answered(WorkDone? done)
    {
        if (_asking is { } asked)
        {
            _focused = done is not null && WorkVerbs.CanBeUndone(done.Verb) ? NextAfter(asked.Card) ?? asked.Card : asked.Card;
            _focusNext = CardView.DomIdOf(_focused);
        }

        _asking = null;
        if (done is null)
        {
            return;
        }

        _selected.Clear();
        (_done, _doneAt, _undone) = (done, At, "");
    }

    // In the order in which they stood when the form was opened: the answer may come before or after the board has moved the card.
    private string? NextAfter(string card)
    {
        var (at, isOld) = (_orderWhenAsked.IndexOf(card), Find(card)?.PreExisting ?? false);
        return _orderWhenAsked.Skip(at + 1).Concat(_orderWhenAsked.Take(Math.Max(at, 0)).Reverse())
            .FirstOrDefault(id => !_selected.Contains(id) && Find(id) is { } other && other.PreExisting == isOld && other.ToAcknowledge.Any());
    }

    private async Task Undo()
    {
        if (Undoable is not { } done || !WorkVerbs.CanBeUndone(done.Verb))
        {
            return;
        }

        (_done, _undone) = (null, "");
        _restored = PupilCard.IdOf(done.Alerts[0]);
        foreach (var alert in done.Alerts)
        {
            var answer = await Client.Work(alert.School, WorkVerbs.Undo, new AlertCommandBody(alert.Alert, null, Guid.NewGuid().ToString("N")));
            if (answer.Outcome != Outcome.Found)
            {
                (_undone, _restored) = ($"Not taken back. {answer.Why}", null);
            }
        }
    }

    private Task Select(bool range)
    {
        if (Focused is not { } focused)
        {
            return Task.CompletedTask;
        }

        var order = _lanes.SelectMany(lane => lane.Lane.Cards).Select(card => card.Id).ToList();
        var (last, here) = (order.FindIndex(_selected.Contains), order.IndexOf(focused.Id));
        if (range && last >= 0 && here >= 0)
        {
            _selected.UnionWith(order[Math.Min(last, here)..(Math.Max(last, here) + 1)]);
        }
        else if (!_selected.Remove(focused.Id))
        {
            _selected.Add(focused.Id);
        }

        return Task.CompletedTask;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focusNext is { } id)
        {
            _focusNext = null;
            _focusing.Add(id);
            await Device.Focus(id);
            _focusing.Remove(id);
        }
    }
}
