using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace RiskMonitor.Dashboard.Students;

/// <summary>Text inside a drawing: Razor keeps the tag's own name for itself.</summary>
public sealed class SvgText : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Style { get; set; }

    [Parameter]
    public decimal X { get; set; }

    [Parameter]
    public decimal Y { get; set; }

    [Parameter, EditorRequired]
    public required string Says { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", Style);
        builder.AddAttribute(2, "x", X.ToString(CultureInfo.InvariantCulture));
        builder.AddAttribute(3, "y", Y.ToString(CultureInfo.InvariantCulture));
        builder.AddContent(4, Says);
        builder.CloseElement();
    }
}
