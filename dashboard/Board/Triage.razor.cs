using Microsoft.AspNetCore.Components;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Layout;
using RiskMonitor.Dashboard.Live;
using RiskMonitor.Dashboard.Students;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>The wall at a desk: one lane a school, worked through with the keyboard.</summary>
public sealed partial class Triage : LiveComponent
{
    private IReadOnlyList<(BoardModel Board, Lane Lane)> _lanes = [];
    private Announcements _announced = new();
    private string? _focused;
    private string? _asking;
    private string? _focusNext;
    private bool _help;

    [Inject]
    public required Screen Screen { get; set; }

    [Inject]
    public required Device Device { get; set; }

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

    private IReadOnlyList<string> Rules =>
        [.. Store.Boards.Values.SelectMany(board => board.Alerts.Values).Select(alert => alert.Rule).Append(Filter.Rule).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<(SeverityLook Look, int Count)> Tally => _lanes
        .SelectMany(lane => lane.Lane.WaitingBySeverity())
        .GroupBy(count => count.Look, count => count.Count)
        .OrderByDescending(group => group.Key.Rank)
        .Select(group => (group.Key, group.Sum()));

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Screen.Pressed += Press;
        OnChanged();
    }

    protected override void OnParametersSet() => OnChanged();

    protected override void OnChanged()
    {
        _lanes = [.. Shown.Select(board => (board, Lane.From(board, Filter)))];
        if (_lanes.Any(lane => lane.Board.Known))
        {
            _announced = _announced.Hear([.. _lanes.Select(lane => lane.Lane)], NotLive is null, At);
        }
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
        "a" => AskFocused(withNote: false),
        "n" => AskFocused(withNote: true),
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
        if (_focused is { } focused)
        {
            await Device.Focus(CardView.DomIdOf(focused));
        }
    }

    private async Task Move(int step)
    {
        var order = _lanes.SelectMany(lane => lane.Lane.Cards).Select(card => card.Id).ToList();
        if (order.Count == 0)
        {
            return;
        }

        var at = _focused is null ? -1 : order.IndexOf(_focused);
        _focused = order[at < 0 ? 0 : Math.Clamp(at + step, 0, order.Count - 1)];
        await Device.Focus(CardView.DomIdOf(_focused));
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

    private Task AskFocused(bool withNote) =>
        Me.CanAcknowledge && Focused is { } card && card.ToAcknowledge.Any() ? Ask(card.Id, withNote) : Task.CompletedTask;

    /// <summary>The form opens on its button, so that Enter confirms; with a note it opens on the note.</summary>
    private Task Ask(string card, bool withNote)
    {
        (_asking, _focused) = (card, card);
        var id = CardView.DomIdOf(card);
        _focusNext = withNote ? AcknowledgeForm.NoteOf(id) : AcknowledgeForm.ButtonOf(id);
        return Task.CompletedTask;
    }

    /// <summary>After an answer the keyboard is back on the card it came from.</summary>
    private void Answered()
    {
        _focusNext = _asking is null ? null : CardView.DomIdOf(_asking);
        _asking = null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focusNext is { } id)
        {
            _focusNext = null;
            await Device.Focus(id);
        }
    }
}
